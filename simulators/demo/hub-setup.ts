// The first day of a demo hub: its configuration, and the sample catalog signed by throw-away certifiers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PaymentsConfig } from '../../hub/config.ts';
import type { DemoAccount } from '../../hub/people/demo-accounts.ts';
import { placeOf } from '../fleet/places.ts';
import type { HubAccess } from '../fleet/provision.ts';
import { openDesks, workAMonth } from '../office/office-life.ts';
import { sampleEntries } from '../samples/entries.ts';
import { writeSamples } from '../samples/main.ts';
import type { DemoOptions } from './options.ts';
import { entryToWithdraw } from './scan-codes.ts';

/** `httpPort` is not 0: the gateway is told where to notify before the hub listens. */
export function writeHubConfig(options: DemoOptions, httpPort: number, payments: PaymentsConfig): string {
  const folder = resolve(options.data, 'hub');
  mkdirSync(folder, { recursive: true });
  const config = {
    dataFolder: folder,
    engine: 'sqlite3',
    http: { host: '127.0.0.1', port: httpPort },
    https: { host: '127.0.0.1', port: options.httpsPort },
    mqtt: { host: '127.0.0.1', port: options.mqttPort },
    hostNames: ['localhost', '127.0.0.1'],
    demo: true,
    payments,
  };
  const path = join(folder, 'hub.json');
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
  return path;
}

export const readToken = (options: DemoOptions): string =>
  readFileSync(resolve(options.data, 'hub', 'admin.token'), 'utf8').trim();

/** Publishes the sample catalog through the importer, as an administrator would; false when there is one already. */
export async function publishSamples(options: DemoOptions, hub: HubAccess, today: string): Promise<boolean> {
  const headersOfHub = { authorization: `Bearer ${hub.token}` };
  const answered = await fetch(`${hub.http}/api/dashboard`, { headers: headersOfHub });
  const dashboard = (await answered.json()) as { lists: { entries: number } };
  if (dashboard.lists.entries > 0) return false;
  const folder = resolve(options.data, 'samples');
  await writeSamples(folder, 360, today);
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const headers = { 'content-type': type, 'x-file-name': 'catalog.xlsx' };
  await post(hub, '/api/catalog/import?publish=1', readFileSync(join(folder, 'catalog.xlsx')), headers);
  // Something to try to restock that may not come in any more; it stands in no counter.
  const { id } = entryToWithdraw(sampleEntries({ referenceDate: today }), today);
  const withdrawal = JSON.stringify({ entry: id, reason: '演示：抽检不合格' });
  await post(hub, '/api/withdrawals', withdrawal, { 'content-type': 'application/json' });
  return true;
}

/** What a new administrator finds on every desk of a new demonstration: products on their way, targets, a draft notice. */
export async function putOfficesToWork(hub: HubAccess, today: string): Promise<void> {
  const [account] = await readAccounts(hub);
  if (!account) return;
  const desks = await openDesks(hub.http, account.password);
  await workAMonth(desks, today, placeOf(0).operatingCompany);
}

/** Accounts of the demonstration, as the sign-in page offers them. */
export async function readAccounts(hub: HubAccess): Promise<DemoAccount[]> {
  const answer = (await (await fetch(`${hub.http}/api/session`)).json()) as { demoAccounts?: DemoAccount[] };
  return answer.demoAccounts ?? [];
}

async function post(hub: HubAccess, path: string, body: BodyInit, headers: Record<string, string>) {
  const authorization = `Bearer ${hub.token}`;
  const answer = await fetch(`${hub.http}${path}`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
  });
  if (!answer.ok) throw new Error(`The hub did not take ${path}: ${await answer.text()}`);
}
