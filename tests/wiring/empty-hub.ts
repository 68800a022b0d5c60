// An empty hub that is no demonstration, set up as docs/operations/hub.md says: processes, ceremony, people over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Child, startChild, stopChild } from '../../simulators/demo/children.ts';
import { type OfficeClient, signIn } from '../../simulators/office/office-client.ts';

const root = resolve(import.meta.dirname, '..', '..');
export const keyNames = [
  ...['root-1', 'root-2', 'root-3', 'certifier-1', 'certifier-2', 'certifier-3'],
  ...['supervisor-1', 'supervisor-2'],
];
export const passphraseOf = (key: string) => `${key} 的口令 只有她知道`;
/** May not contain the login. */
const passwordOf = (login: string) => `草原上的冬天 ${[...login].reverse().join('')}`;

export interface Finished {
  code: number;
  said: string;
}

/** A command to its end. */
export async function run(args: readonly string[], input: readonly string[] = []): Promise<Finished> {
  const child = spawn(process.execPath, [join(root, args[0]!), ...args.slice(1)]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      said += String(bytes);
    });
  child.stdin.end(input.map((line) => `${line}\n`).join(''));
  const [code] = await once(child, 'close');
  return { code, said };
}

export interface Place {
  kind: 'region' | 'league' | 'banner';
  code?: string;
}

export interface EmptyHub {
  folder: string;
  data: string;
  ceremony: string;
  url: string;
  host: { host: string; httpsPort: number; mqttPort: number };
  /** Step 4: an account made in the console, its one-time password used once; signed in. */
  person(login: string, role: string, place: Place): Promise<OfficeClient & { id: string }>;
  administrator: OfficeClient;
  /** `npm run hub --` against this hub. */
  command(...args: string[]): Promise<Finished>;
  /** A program of the project, stopped with the hub. */
  start(name: string, args: readonly string[]): Promise<Child>;
  /** A restart as `systemctl restart` does it; between the two whatever is asked for. */
  restart(between?: () => Promise<void>): Promise<void>;
  signInAs(login: string): Promise<OfficeClient>;
  close(): Promise<void>;
}

/** Steps 2 and 3: a configuration, a start that asks for the ceremony, the ceremony, a start that names the first administrator. */
export async function openEmptyHub(): Promise<EmptyHub> {
  const folder = await mkdtemp(join(tmpdir(), 'zhuangui-first-sale-'));
  const [data, ceremony, config] = ['data', 'ceremony', 'hub.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const free = (host: string) => ({ host, port: 0 });
  const endpoints = { http: free('127.0.0.1'), https: free('127.0.0.1'), mqtt: free('127.0.0.1') };
  const names = { hostNames: ['localhost', '127.0.0.1'], demo: false };
  await writeFile(config, JSON.stringify({ dataFolder: 'data', engine: 'sqlite3', ...endpoints, ...names }));
  const asked = await run(['hub/main.ts', config]);
  if (asked.code !== 1 || !asked.said.includes('There are no signed lists yet')) throw new Error(asked.said);
  const online = join(data, 'online-keys.json');
  const make = ['hub/cli/main.ts', 'keys', 'make', '--folder', ceremony, '--online', online];
  const made = await run([...make, '--supervisors', '2'], keyNames.map(passphraseOf));
  if (made.code !== 0) throw new Error(made.said);
  await copyFile(join(ceremony, 'first-lists.json'), join(data, 'first-lists.json'));
  await mkdir(join(folder, 'logs'));

  const children: Child[] = [];
  const start = async (name: string, args: readonly string[]) => {
    const child = await startChild(
      name,
      [join(root, args[0]!), ...args.slice(1)],
      join(folder, 'logs', name),
    );
    children.push(child);
    return child;
  };
  let hub = await start('hub', ['hub/main.ts', config]);
  const { firstAdministrator, http, https, mqtt } = hub.ready as {
    firstAdministrator: { login: string; oneTimePassword: string };
  } & Record<'http' | 'https' | 'mqtt', { port: number }>;
  const url = `http://127.0.0.1:${http.port}`;

  const chosen = async (login: string, oneTime: string) => {
    const client = await signIn(url, login, oneTime);
    await client.send('POST', '/api/account/password', { current: oneTime, next: passwordOf(login) });
    return client;
  };
  const administrator = await chosen(firstAdministrator.login, firstAdministrator.oneTimePassword);
  return {
    ...{ folder, data, ceremony, url, administrator, start },
    host: { host: 'localhost', httpsPort: https.port, mqttPort: mqtt.port },
    async person(login, role, place) {
      const body = { login, name: `${login} 的姓名`, grants: [{ role, place }] };
      type Made = { person: { id: string }; oneTimePassword: string };
      const made = await administrator.send<Made>('POST', '/api/people', body);
      return { id: made.person.id, ...(await chosen(login, made.oneTimePassword)) };
    },
    signInAs: (login) => signIn(url, login, passwordOf(login)),
    command: (...args) => run(['hub/cli/main.ts', '--data', data, ...args]),
    async restart(between) {
      await stopChild(hub);
      await between?.();
      // The ports of before: counters know no others.
      const same = JSON.parse(await readFile(config, 'utf8'));
      for (const [name, { port }] of Object.entries({ http, https, mqtt })) same[name].port = port;
      await writeFile(config, JSON.stringify(same));
      hub = await start('hub', ['hub/main.ts', config]);
    },
    async close() {
      for (const child of children.reverse()) await stopChild(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
