// A hub whose offices are at work and whose counters sell: something to see on every page.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { placeOf } from '../../../simulators/fleet/places.ts';
import { demoCreditCode } from '../../../simulators/office/new-products.ts';
import { type OfficeWork, openDesks, workAMonth } from '../../../simulators/office/office-life.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import type { HubRig, RigCounter } from '../../hub/hub-rig.ts';
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
  for (let at = 0; at < sold; at += 1)
    await counters[at % counters.length]!.sell(entries[(at * 7) % inCatalog]!);
  await troubles(counters, entries);
  const desks = await openDesks(rig.url, demoPassword);
  const work = await workAMonth(desks, today, placeOf(0).operatingCompany);
  const sanction = await impose(rig, entries);
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
    '/counters/:id': counters[0]!.id,
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
      return found === undefined ? undefined : path.replace(/:[A-Za-z]+/, encodeURIComponent(found));
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

/** Refused goods, a ticket, warmth, a fault. */
async function troubles(counters: readonly RigCounter[], entries: readonly Entry[]): Promise<void> {
  const [first, second] = counters;
  const [entry] = entries;
  const lists = { root: 1, catalog: 2, withdrawals: 1, channels: 1, snapshot: 2 };
  await first!.write({
    kind: 'refused',
    point: 'load',
    slot: 4,
    entry: entry!.id,
    lot: '20250101-X',
    reasons: ['lot-expired'],
    lists,
  });
  await second!.write({ kind: 'refused', point: 'load', slot: 2, reasons: ['not-certified'], lists });
}

async function impose(rig: HubRig, entries: readonly Entry[]): Promise<string> {
  const answer = await rig.post('/api/withdrawals', { entry: entries[7]!.id, reason: '抽检不合格（演示）' });
  return ((await answer.json()) as { id: string }).id;
}
