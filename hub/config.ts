// One validated file says everything the hub needs to know about itself.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const HostName = Type.String({ pattern: '^[A-Za-z0-9:._-]{1,253}$' });
const Endpoint = Closed({ host: HostName, port: Port });

export const HubConfig = Closed({
  /** Database, authority, administrator token and log; relative to the configuration file. */
  dataFolder: Type.String({ minLength: 1, maxLength: 1024 }),
  engine: Type.Union([Type.Literal('sqlite3'), Type.Literal('node:sqlite')]),
  /** Console and interface for people and systems; plain HTTP, so a proxy with TLS stands before it elsewhere. */
  http: Endpoint,
  /** Enrolment and signed content for counters. */
  https: Endpoint,
  /** The counters' broker, mutual TLS. */
  mqtt: Endpoint,
  /** Names and addresses under which counters reach the hub; they go into its certificate. */
  hostNames: Type.Array(HostName, { minItems: 1, maxItems: 20, uniqueItems: true }),
  /** Throw-away signing keys on the hub itself: never where goods are sold. */
  demo: Type.Boolean(),
});
export type HubConfig = Static<typeof HubConfig>;

const configMessage = defineMessage('hub configuration', 65_536, HubConfig);

/** What `npm run hub` and the demo use when nothing else is said; relative to `folder`. */
export const defaultHubConfig = (folder: string): HubConfig => ({
  dataFolder: resolve(folder, 'data/hub'),
  engine: 'sqlite3',
  http: { host: '127.0.0.1', port: 8080 },
  https: { host: '0.0.0.0', port: 8443 },
  mqtt: { host: '0.0.0.0', port: 8883 },
  hostNames: ['localhost', '127.0.0.1'],
  demo: true,
});

/** Reads and checks the file; the data folder in the result is absolute. Throws an Error that names file and field. */
export function readHubConfig(path: string): HubConfig {
  const parsed = configMessage.parse(readFileSync(path));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem.message}. Correct the file and start again.`);
  return { ...parsed.value, dataFolder: resolve(dirname(path), parsed.value.dataFolder) };
}
