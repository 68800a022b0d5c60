// The first day of a demo hub: its configuration, and the sample catalog signed by throw-away certifiers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSamples } from '../samples/main.ts';
import type { DemoOptions } from './options.ts';

export function writeHubConfig(options: DemoOptions): string {
  const folder = resolve(options.data, 'hub');
  mkdirSync(folder, { recursive: true });
  const config = {
    dataFolder: folder,
    engine: 'sqlite3',
    http: { host: '127.0.0.1', port: options.httpPort },
    https: { host: '127.0.0.1', port: options.httpsPort },
    mqtt: { host: '127.0.0.1', port: options.mqttPort },
    hostNames: ['localhost', '127.0.0.1'],
    demo: true,
  };
  const path = join(folder, 'hub.json');
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
  return path;
}

export const readToken = (options: DemoOptions): string =>
  readFileSync(resolve(options.data, 'hub', 'admin.token'), 'utf8').trim();

/** Publishes the sample catalog through the importer, as an administrator would; false when there is one already. */
export async function publishSamples(
  options: DemoOptions,
  http: string,
  token: string,
  today: string,
): Promise<boolean> {
  const dashboard = (await (await fetch(`${http}/api/dashboard`)).json()) as { lists: { entries: number } };
  if (dashboard.lists.entries > 0) return false;
  const folder = resolve(options.data, 'samples');
  await writeSamples(folder, 360, today);
  const answer = await fetch(`${http}/api/catalog/import?publish=1`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'x-file-name': 'catalog.xlsx',
    },
    body: readFileSync(join(folder, 'catalog.xlsx')),
  });
  if (!answer.ok) throw new Error(`The hub did not take the sample catalog: ${await answer.text()}`);
  return true;
}
