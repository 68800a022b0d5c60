// `npm start`: a hub, one full counter with a simulated board and real screens, and a fleet, until Ctrl-C.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { HubAddresses } from '../../hub/hub.ts';
import type { HubAccess } from '../fleet/provision.ts';
import { type Child, startChild, stopChild } from './children.ts';
import { startFullCounter } from './full-counter.ts';
import { publishSamples, readToken, writeHubConfig } from './hub-setup.ts';
import { type DemoOptions, readDemoOptions, usage } from './options.ts';
import { whatToTry } from './what-to-try.ts';

const root = resolve(import.meta.dirname, '..', '..');
const salesPerDay = 68;
const marker = '.zhuangui-data';

/** `--fresh` empties a folder this demo made, and no other. */
function prepareFolder({ data, fresh }: DemoOptions): void {
  const folder = resolve(data);
  if (fresh && existsSync(folder)) {
    if (!existsSync(join(folder, marker))) {
      throw new Error(`${folder} was not made by this demo and is not emptied. Choose another with --data.`);
    }
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, marker), '');
}

async function startAll(options: DemoOptions, children: Child[]): Promise<void> {
  const say = (text: string) => console.log(text);
  prepareFolder(options);
  const today = dayOf(Date.now());
  const hubChild = await startChild(
    'hub',
    [join(root, 'hub/main.ts'), writeHubConfig(options)],
    resolve(options.data, 'hub', 'hub.log'),
  );
  children.push(hubChild);
  const access = accessOf(options, hubChild);
  const isNew = await publishSamples(options, access.http, access.token, today);
  say(
    `The hub runs${isNew ? '; it has the sample catalog, signed by throw-away certifiers' : ' with the catalog it had'}.`,
  );
  const counter = await startFullCounter(options, access, today);
  children.push(counter.board, counter.agent);
  say(`The counter runs. Starting ${options.counters} counters of the fleet …`);
  if (options.counters > 0) children.push(await startFleetProcess(options, access, today));
  say(
    whatToTry({
      console: `${access.http}/#token=${access.token}`,
      screen: counter.screen.replace('127.0.0.1', 'localhost'),
      mqttPort: access.mqttPort,
      boardLog: counter.boardLog,
    }),
  );
}

function accessOf(options: DemoOptions, hub: Child): HubAccess {
  const { http, https, mqtt } = hub.ready as unknown as HubAddresses;
  const address = `http://localhost:${http.port}`;
  return {
    http: address,
    token: readToken(options),
    host: 'localhost',
    httpsPort: https.port,
    mqttPort: mqtt.port,
  };
}

function startFleetProcess(options: DemoOptions, hub: HubAccess, today: string): Promise<Child> {
  const settings = {
    hub,
    firstIndex: 1,
    count: options.counters,
    folder: resolve(options.data, 'fleet'),
    slotsPerCounter: 20,
    today,
    timeFactor: options.timeFactor,
    salesPerDay,
    trustedRoot: resolve(options.data, 'counter', 'trusted-root.json'),
  };
  const log = resolve(options.data, 'fleet.log');
  return startChild('fleet', [join(root, 'simulators/fleet/main.ts'), JSON.stringify(settings)], log);
}

async function main(): Promise<number> {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const children: Child[] = [];
  const interrupted = new Promise<'interrupted'>((done) => {
    // Not once: a second Ctrl-C, or the same one passed on by npm, must not cut the stopping short.
    process.on('SIGINT', () => done('interrupted'));
    process.on('SIGTERM', () => done('interrupted'));
  });
  try {
    const running = startAll(options, children).then(() => Promise.race(children.map(endOf)));
    const what = await Promise.race([running, interrupted]);
    if (what !== 'interrupted') throw new Error(what);
    console.log('\nStopping …');
    return 0;
  } finally {
    for (const child of children.reverse()) await stopChild(child);
  }
}

const endOf = async (child: Child) =>
  `The ${child.name} ${await child.ended}. Its log is in the data folder.`;

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
