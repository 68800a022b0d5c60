// A hub whose offices are at work and whose counters sell: something to see on every page.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { placeOf } from '../../../simulators/fleet/places.ts';
import { demoCreditCode } from '../../../simulators/office/new-products.ts';
import {
  type Desks,
  type OfficeWork,
  openDesks,
  workAMonth,
} from '../../../simulators/office/office-life.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import type { HubRig, RigCounter } from '../../hub/hub-rig.ts';
import { load, officeDay, troubles } from './busy-day.ts';
import { demoPassword } from './console-world.ts';

export interface BusyOffices extends OfficeWork {
  counters: readonly RigCounter[];
  entries: readonly Entry[];
  sanction: string;
  today: string;
  /** The address of a page, its parameters filled with something that exists; undefined when there is nothing. */
  example(path: string): string | undefined;
}

const inCatalog = 60;
const sold = 24;

export async function busyOffices(rig: HubRig): Promise<BusyOffices> {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const entries = sampleEntries({ count: inCatalog, referenceDate: today });
  await rig.publish(entries);
  const counters = await openCounters(rig);
  await load(counters, entries, today);
  for (let at = 0; at < sold; at += 1)
    await counters[at % counters.length]!.sell(entries[(at * 7) % inCatalog]!);
  await troubles(counters, entries);
  const desks = await openDesks(rig.url, demoPassword);
  const work = await workAMonth(desks, today, placeOf(0).operatingCompany);
  const day = await officeDay(rig, desks, counters, today);
  const sanction = await impose(desks, entries);
  await counters[0]!.confirm();
  const examples: Record<string, string> = {
    '/applications/:id': work.applications.reviewed,
    '/releases/:id': work.release,
    '/exposures/:id': work.exposure,
    '/sanctions/:id': sanction,
    '/suppliers/:creditCode': demoCreditCode,
    '/batches/:month': work.month,
    '/reports/:period': today.slice(0, 7),
    '/catalog/:id': entries[0]!.id,
    '/entries/:id': entries[0]!.id,
    '/applications/:id/edit': work.applications.draft,
    '/people/:id': (await desks.administrator.get<{ person: { id: string } }>('/api/session')).person.id,
    '/counters/:id': counters[0]!.id,
    '/counters/:id/help': counters[0]!.id,
    '/money/orders/:counter/:order': `/money/orders/${day.order.counter}/${day.order.order}`,
    '/channels/:id': day.channel,
    '/complaints/:code': day.complaint,
    '/webhooks/:id': day.webhook,
    '/rollouts/:id': day.rollout,
  };
  return {
    ...work,
    counters,
    entries,
    sanction,
    today,
    example(path) {
      if (!path.includes(':')) return path;
      const found = examples[path];
      if (found === undefined || found.startsWith('/')) return found;
      return path.replace(/:[A-Za-z]+/, encodeURIComponent(found));
    },
  };
}

async function openCounters(rig: HubRig): Promise<RigCounter[]> {
  const counters: RigCounter[] = [];
  for (const index of [0, 3, 4, 6, 10, 13]) {
    const { id, name, ...place } = placeOf(index);
    const counter = await rig.addCounter(id, name, place);
    await counter.confirm();
    counters.push(counter);
  }
  return counters;
}

/** By a supervisor: the ledger of the sanction names a person. */
async function impose({ supervisors: [first] }: Desks, entries: readonly Entry[]): Promise<string> {
  const reason = '抽检不合格（演示）';
  const body = { kind: 'product', target: entries[7]!.id, reason };
  return (await first.send<{ id: string }>('POST', '/api/supervision/sanctions', body)).id;
}
