// One validated file says everything the hub needs to know about itself.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { roles } from './people/actor.ts';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const HostName = Type.String({ pattern: '^[A-Za-z0-9:._-]{1,253}$' });
const Endpoint = Closed({ host: HostName, port: Port });

const File = Type.String({ minLength: 1, maxLength: 1024 });
const Id = Type.String({ pattern: '^[A-Za-z0-9_]{1,64}$' });
const BaseUrl = Type.String({ pattern: '^https?://[!-~]{1,500}$' });

/** The merchant's accounts. Keys stay in files of their own, relative to the configuration file. */
export const PaymentsConfig = Closed({
  /** Where the providers' notifications arrive: this hub's address as they reach it. */
  notifyUrl: BaseUrl,
  wechat: Type.Optional(
    Closed({
      appId: Id,
      mchId: Id,
      /** Serial number of the merchant's certificate, its key (PEM), and the APIv3 key (32 characters). */
      merchantSerial: Id,
      merchantKeyFile: File,
      apiV3KeyFile: File,
      /** WeChat's public key: id (`PUB_KEY_ID_…`) and file (PEM). */
      platformKeyId: Id,
      platformKeyFile: File,
      /** Default: the production address. */
      baseUrl: Type.Optional(BaseUrl),
    }),
  ),
  alipay: Type.Optional(
    Closed({
      appId: Id,
      /** The app's private key (PKCS#8) and Alipay's public key, PEM or bare base64. */
      appKeyFile: File,
      alipayKeyFile: File,
      gateway: Type.Optional(BaseUrl),
    }),
  ),
});
export type PaymentsConfig = Static<typeof PaymentsConfig>;

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
  /**
   * A reverse proxy with TLS stands before the console: how many there are, or their addresses. Without it the headers
   * that name the reader's address and say "over TLS" are not believed.
   */
  trustProxy: Type.Optional(
    Type.Union([
      Type.Integer({ minimum: 1, maximum: 5 }),
      Type.Array(Type.String({ pattern: '^[0-9A-Fa-f:./]{2,50}$' }), { minItems: 1, maxItems: 20 }),
    ]),
  ),
  /** SEC-9: who holds one of these roles does nothing before a security key (WebAuthn) is registered. */
  secondFactorRoles: Type.Optional(Type.Array(Type.Enum(roles), { uniqueItems: true })),
  /** MAP-1: a GeoJSON the office holds with an approval number; without it the tile map is shown. */
  mapFile: Type.Optional(File),
  /** Hosts inside the office's own network that webhooks may call; public ones need no naming. */
  webhookHosts: Type.Optional(Type.Array(HostName, { maxItems: 50, uniqueItems: true })),
  /** Without it no counter offers payment by code. */
  payments: Type.Optional(PaymentsConfig),
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
  const open = openHttpProblem(parsed.value);
  if (open) throw new Error(`${path}: ${open} Correct the file and start again.`);
  const folder = dirname(path);
  const { payments, ...config } = parsed.value;
  return {
    ...config,
    dataFolder: resolve(folder, config.dataFolder),
    ...(config.mapFile === undefined ? {} : { mapFile: resolve(folder, config.mapFile) }),
    ...(payments ? { payments: keyFilesIn(folder, payments) } : {}),
  };
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);

/** SEC-2: passwords and sessions do not cross a network in the clear. */
function openHttpProblem({ demo, http, trustProxy }: HubConfig): string | undefined {
  if (demo || trustProxy !== undefined || isLoopback(http.host)) return undefined;
  return `http.host ${http.host} shows the console to the network without TLS: listen on 127.0.0.1, or put a proxy with TLS before it and say trustProxy.`;
}

/** Every path absolute. */
function keyFilesIn(folder: string, payments: PaymentsConfig): PaymentsConfig {
  const absolute = <T extends object>(account: T): T =>
    Object.fromEntries(
      Object.entries(account).map(([name, value]) => [
        name,
        name.endsWith('File') ? resolve(folder, value as string) : value,
      ]),
    ) as T;
  const { wechat, alipay, ...rest } = payments;
  return {
    ...rest,
    ...(wechat ? { wechat: absolute(wechat) } : {}),
    ...(alipay ? { alipay: absolute(alipay) } : {}),
  };
}
