// The production hub as a process of its own that counts what nobody caught, instead of ending by it.
//   node --expose-gc hub-child.ts <JSON of HubPlan>
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createBroker } from '../../../hub/broker/broker.ts';
import type { Broker } from '../../../hub/broker/broker-parts.ts';
import { enrolTestCounter } from '../../../hub/fleet/testing/test-fleet.ts';
import { createHub, type Hub } from '../../../hub/hub.ts';
import { systemClock } from '../../../hub/platform/clock.ts';
import { limitedLog } from '../../../hub/platform/limited-log.ts';
import type { Log } from '../../../hub/platform/log.ts';
import { systemRandom } from '../../../hub/platform/random.ts';
import { rigSigners } from '../../hub/hub-rig.ts';
import { rigHubConfig } from '../../scenarios/rig/hub.ts';
import type { CounterFiles, HubLook, HubPlan, HubReady, ToHub } from './hub-words.ts';

const MB = 1024 * 1024;
const uncaught: string[] = [];
const note = (error: unknown) => void uncaught.push(String(error instanceof Error ? error.stack : error));
process.on('uncaughtException', note);
process.on('unhandledRejection', note);

const written = { lines: 0 };
const count = () => {
  written.lines += 1;
};
const log: Log = { info: count, warn: count, error: count };

async function enrolAll(hub: Hub, counters: readonly string[]): Promise<CounterFiles[]> {
  const files: CounterFiles[] = [];
  for (const counter of counters) {
    const { key, cert, ca, journalKeys } = await enrolTestCounter(hub.fleet, counter);
    const journalPrivate = journalKeys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const journalPublic = journalKeys.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    files.push({ counter, key, cert, ca, journalPrivate, journalPublic });
  }
  return files;
}

/** The same broker, fleet and ledger behind a plain port. */
function plainBroker(hub: Hub, plan: HubPlan): Promise<Broker> {
  const clock = systemClock();
  return createBroker({
    tls: null,
    fleet: hub.fleet.registry,
    onHello: (counter, hello) => hub.ledger.hello(counter, hello),
    onBatch: (counter, payload) => hub.ledger.batch(counter, payload),
    onTelemetry: (counter, telemetry) => hub.fleet.presence.telemetry(counter, telemetry),
    clock,
    log: limitedLog(log, clock),
    limits: plan.limits,
  });
}

const lists = (bytes: number) => ({
  v: 1 as const,
  roots: [],
  timestamp: String(Math.random()),
  snapshot: '{}',
  targets: '{}',
  withdrawals: '{}',
  channels: '{}',
  files: { 'withdrawals/products.json': 'x'.repeat(bytes) },
});

async function main(plan: HubPlan): Promise<void> {
  const parts = { config: rigHubConfig(plan.folder), clock: systemClock(), random: systemRandom(), log };
  const hub = await createHub({ ...parts, signers: rigSigners(), brokerLimits: plan.limits });
  const { mqtt } = await hub.start();
  const plain = await plainBroker(hub, plan);
  const plainPort = await plain.listen(0, '127.0.0.1');
  const turns = monitorEventLoopDelay({ resolution: 5 });
  turns.enable();
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);

  function look(collect: boolean): HubLook {
    peak = Math.max(peak, process.memoryUsage.rss());
    const peakRssMB = peak / MB;
    if (collect) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const longestTurnMs = turns.max / 1e6;
    turns.reset();
    peak = 0;
    return {
      ...{ rssMB: rss / MB, heapMB: (heapUsed + external) / MB, peakRssMB, longestTurnMs },
      ...{ uncaught, logLines: written.lines, processorMs: (user + system) / 1000 },
      ...{ tls: hub.broker.stats(), plain: plain.stats() },
    };
  }

  const stop = async () => {
    clearInterval(sampling);
    await plain.close();
    await hub.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message: ToHub) => {
    if (message.ask === 'look') process.send?.(look(message.collect));
    else void hub.broker.publishLists(lists(message.bytes)).then(() => process.send?.({ sent: true }));
  });
  const ready: HubReady = { mqttPort: mqtt.port, plainPort, counters: await enrolAll(hub, plan.counters) };
  process.send?.(ready);
}

await main(JSON.parse(process.argv[2]!) as HubPlan);
