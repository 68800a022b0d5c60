// `npm start`: a payment gateway, a hub, a full counter with a simulated board and real screens, a fleet; until Ctrl-C.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { HubAddresses } from '../../hub/hub.ts';
import { placeOf } from '../fleet/places.ts';
import type { HubAccess } from '../fleet/provision.ts';
import { type Child, type Part, partOf, startChild } from './children.ts';
import type { CounterPlan } from './counter-plan.ts';
import { portFor } from './free-port.ts';
import { type FullCounter, startFullCounter } from './full-counter.ts';
import { type DemoGateway, paymentsOf, startGatewayProcess } from './gateway-setup.ts';
import { publishSamples, putOfficesToWork, readAccounts, readToken, writeHubConfig } from './hub-setup.ts';
import { type DemoOptions, readDemoOptions, usage } from './options.ts';
import { demoPeople, setUpCounters } from './people.ts';
import { whatToTry } from './what-to-try.ts';

const root = resolve(import.meta.dirname, '..', '..');
const salesPerDay = 68;
/** Beyond every counter of the fleet. */
const cabinetIndex = 5000;
const cabinetSlots = 8;
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

async function startAll(options: DemoOptions, started: (part: Part) => void): Promise<void> {
  const say = (text: string) => console.log(text);
  prepareFolder(options);
  const today = dayOf(Date.now());
  const gateway = await startGatewayProcess(options);
  started(partOf(gateway.child));
  const hubChild = await startHub(options, gateway);
  started(partOf(hubChild));
  const access = accessOf(options, hubChild);
  const isNew = await publishSamples(options, access, today);
  say(
    `The hub runs${isNew ? '; it has the sample catalog, signed by throw-away certifiers' : ' with the catalog it had'}.`,
  );
  const around = { data: options.data, hub: access, phone: gateway.phoneUrl, today };
  const plans = await plansOf(options);
  const counters: FullCounter[] = [];
  for (const plan of plans) counters.push(await startFullCounter(plan, around, started));
  await setUpCounters(
    access,
    plans.map(({ place }) => place.id),
  );
  // After the counters: a notice is about the company that runs one.
  if (isNew) await putOfficesToWork(access, today);
  say(`The counter runs. Starting ${options.counters} counters of the fleet …`);
  if (options.counters > 0) started(partOf(await startFleetProcess(options, access, today)));
  const [counter, cabinet] = counters;
  say(
    whatToTry({
      console: `${access.http}/console/`,
      accounts: await readAccounts(access),
      counter: counter!,
      cabinet,
      phone: gateway.phoneUrl,
      mqttPort: access.mqttPort,
      people: demoPeople,
    }),
  );
}

async function startHub(options: DemoOptions, gateway: DemoGateway): Promise<Child> {
  const httpPort = await portFor(options.httpPort);
  const config = writeHubConfig(options, httpPort, paymentsOf(gateway, `http://127.0.0.1:${httpPort}`));
  const command = [join(root, 'hub/main.ts'), config];
  return startChild('hub', command, resolve(options.data, 'hub', 'hub.log'));
}

/** Screens keep their port over a power cut, so it is known before. */
async function plansOf(options: DemoOptions): Promise<CounterPlan[]> {
  const spiral: CounterPlan = {
    place: placeOf(0),
    folder: 'counter',
    machine: 'spiral',
    slots: options.slots,
    screenPort: await portFor(options.screenPort),
    machinePort: options.machinePort,
  };
  if (!options.cabinet) return [spiral];
  return [
    spiral,
    {
      place: placeOf(cabinetIndex),
      folder: 'cabinet',
      machine: 'cabinet',
      slots: cabinetSlots,
      screenPort: await portFor(options.cabinetScreenPort),
      machinePort: options.cabinetMachinePort,
    },
  ];
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
  const parts: Part[] = [];
  const interrupted = new Promise<'interrupted'>((done) => {
    // Not once: a second Ctrl-C, or the same one passed on by npm, must not cut the stopping short.
    process.on('SIGINT', () => done('interrupted'));
    process.on('SIGTERM', () => done('interrupted'));
  });
  try {
    const running = startAll(options, (part) => parts.push(part)).then(() =>
      Promise.race(parts.map(({ ended }) => ended)),
    );
    const what = await Promise.race([running, interrupted]);
    if (what !== 'interrupted') throw new Error(what);
    console.log('\nStopping …');
    return 0;
  } finally {
    for (const part of parts.reverse()) await part.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
