// Rows 15, 29 and 37: uploads twice and out of order, a noisy serial line, too little memory and processor time.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PositionMessage } from '@zhuangui/protocol/messages.ts';
import { helloMessage, positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic } from '@zhuangui/protocol/topics.ts';
import mqtt from 'mqtt';
import { readIdentity } from '../../../device/identity/identity-files.ts';
import { nextBatch } from '../../../device/journal/batches.ts';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import { openCounterStore } from '../../../device/journal/open-counter-db.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { silentLog } from '../../../device/platform/log.ts';
import { systemRandom } from '../../../device/platform/random.ts';
import { heal, noise, restart, silence } from '../../../simulators/board/scenario-words.ts';
import { openCgroup } from '../../../simulators/faults/cgroup.ts';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { eventually } from '../rig/eventually.ts';
import { chainHead } from '../rig/evidence.ts';
import { startRigHub } from '../rig/hub.ts';
import { hubCopy, type Rig } from '../rig/rig.ts';
import { rigCounterId } from '../rig/template.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import { salesJournal } from './sales-journal.ts';
import { seededDraw } from './seeded-draw.ts';
import type { Stage } from './stage.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Every batch of a closed journal, in order, as a counter sends them. */
async function batchesOf(folder: string) {
  const store = await openCounterStore({
    folder,
    counter: rigCounterId,
    key: await loadOrCreateJournalKey(join(folder, 'journal.key')),
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
    agentVersion: 'fault',
    engine: 'node:sqlite',
  });
  try {
    const batches: Uint8Array[] = [];
    let after = 0;
    for (;;) {
      const batch = await nextBatch(store.journal, after, { linesMax: 7, bytesMax: 100_000 });
      if (batch === undefined) break;
      batches.push(batch.bytes);
      after = batch.to;
    }
    const lines = (await store.journal.linesAfter(0, 100_000, 100_000_000)).map(({ bytes }) =>
      Buffer.from(bytes),
    );
    return { batches, journal: store.journal.id, head: store.journal.head(), lines };
  } finally {
    await store.close();
  }
}

/** A line that repeats and mixes what it carries: every batch at least twice, in no order at all. */
async function replayed(stage: Stage, { quick, seed }: FaultContext): Promise<FaultReport> {
  const template = await stage.template();
  const folder = mkdtempSync(join(tmpdir(), 'fault-replay-'));
  const made = await salesJournal(join(template.counterFolder, 'counter.db'), quick ? 100 : 600);
  const counterFolder = join(made.path, '..');
  cpSync(join(template.copy(), 'hub'), join(folder, 'hub'), { recursive: true });
  const hub = await startRigHub(join(folder, 'hub'));
  const identity = readIdentity(join(counterFolder, 'identity'));
  const { batches, journal, head, lines } = await batchesOf(counterFolder);
  const client = await mqtt.connectAsync({
    protocol: 'mqtts',
    host: '127.0.0.1',
    port: hub.mqttPort,
    ca: identity.authority,
    cert: identity.certificate,
    key: identity.key,
    clientId: rigCounterId,
    clean: true,
    reconnectPeriod: 0,
  });
  try {
    let position: PositionMessage | undefined;
    client.on('message', (_, payload) => {
      const parsed = positionMessage.parse(payload);
      if (parsed.ok) position = parsed.value;
    });
    await client.subscribeAsync(counterTopic(rigCounterId, 'position'));
    const send = (kind: 'hello' | 'journal', bytes: Uint8Array) =>
      client.publishAsync(counterTopic(rigCounterId, kind), Buffer.from(bytes), { qos: 0 });
    const lists = { root: 1, catalog: 1, withdrawals: 1, channels: 1, snapshot: 1 };
    const { seq, hash } = head;
    await send('hello', helloMessage.encode({ v: 1, journal, seq, hash, agentVersion: 'fault', lists }));
    const draw = seededDraw(seed);
    const sent = quick ? batches.length * 2 : batches.length * 4;
    for (let one = 0; one < sent; one += 1) {
      await send('journal', batches[draw(batches.length)]!);
      // Below the sustained rate of one counter (BRK-9).
      if (one % 20 === 19) await pause(200);
    }
    for (const batch of batches) {
      await send('journal', batch);
      await send('journal', batch);
      await pause(20);
    }
    await eventually(() => {
      if (position?.seq !== seq)
        throw new Error(`the hub holds ${position?.seq} of ${seq}: ${position?.refused?.reason}`);
    });
    const held = await hubCopy(hub, { counter: rigCounterId, journal });
    const delivered = lines.filter((line) => {
      const { kind, outcome } = JSON.parse(line.toString('utf8')) as { kind: string; outcome?: string };
      return kind === 'outcome' && outcome === 'delivered';
    }).length;
    const { sales } = await hub.hub.ledger.totals();
    const violations = [
      ...(held && chainHead(held) === hash && held.lines.length === seq ? [] : ['the hub holds other lines']),
      ...(sales === delivered ? [] : [`the hub counts ${sales} sales, the journal has ${delivered}`]),
      ...(await hub.hub.ledger.cases())
        .filter(({ kind }) => kind === 'fork')
        .map(() => 'a repeat was taken for a fork'),
    ];
    return {
      runs: sent + 2 * batches.length,
      violations,
      figure: `${sent + 2 * batches.length} batches sent of ${batches.length}, ${sales} sales counted of ${delivered}`,
    };
  } catch (error) {
    return { runs: 0, violations: [(error as Error).message], figure: '' };
  } finally {
    await client.endAsync(true);
    await hub.stop();
    made.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sells one after another and waits for each; refused when the line is down is fine. */
async function sellAll(rig: Rig, sales: number): Promise<number> {
  let accepted = 0;
  for (let sale = 0; sale < sales; sale += 1) {
    if ((await rig.sell([1 + (sale % 8)]))?.accepted) accepted += 1;
    await eventually(async () => {
      const { open } = await rig.counter().status();
      if (open > 0) throw new Error('an order is open');
    });
  }
  return accepted;
}

async function noisyLine(stage: Stage, { quick, seed, tell }: FaultContext): Promise<FaultReport> {
  const rates = quick ? [0.15] : [0.02, 0.15, 0.4];
  let accepted = 0;
  const outcomes: string[] = [];
  let wrongMotors = 0;
  const violations: string[] = [];
  for (const rate of rates) {
    tell(`noise ${rate}`);
    violations.push(
      ...(await withRig(stage, {}, `noise ${rate}`, async (rig) => {
        await rig.happens(noise({ rate, seed: seed + Math.round(rate * 100) }));
        accepted += await sellAll(rig, quick ? 3 : 8);
        await rig.happens(silence({ forMs: 700 }));
        accepted += await sellAll(rig, 1);
        await rig.happens(heal());
        await rig.happens(restart({ when: 'idle' }));
        const judged = await healedAndJudged(rig);
        outcomes.push(...judged.outcomes);
        const ordered = judged.lines.flatMap((line) =>
          line.kind === 'order' ? line.items.map(({ slot }) => slot) : [],
        );
        const truth = await rig.board.truth();
        const wrong = truth.slots.filter(
          ({ selection, motorTurns }) => motorTurns > 0 && !ordered.includes(selection),
        );
        wrongMotors += wrong.length;
        return [...judged.problems, ...wrong.map(({ selection }) => `motor ${selection} turned unasked`)];
      })),
    );
  }
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  const figure = `${accepted} orders: ${count('delivered')} delivered, ${count('not-delivered')} not, ${count('unknown')} unknown; ${wrongMotors} wrong motors`;
  return { runs: accepted, violations, figure };
}

/** A tenth of a processor for a few sales, then hardly any memory until the kernel kills it. */
async function starved(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const group = await openCgroup();
  let slowMs = 0;
  let wasKilled = false;
  try {
    const violations = await withRig(stage, {}, 'starved', async (rig) => {
      group.take(rig.counter().pid);
      group.processor(0.1);
      tell('a tenth of a processor');
      const from = performance.now();
      await sellAll(rig, quick ? 1 : 3);
      slowMs = performance.now() - from;
      group.processor(1);
      group.memory(2 << 20);
      tell('no memory');
      for (let sale = 0; sale < 5 && rig.counter().isRunning; sale += 1) {
        await Promise.race([rig.sell([4 + (sale % 5)]).catch(() => undefined), rig.counter().gone()]);
        await Promise.race([rig.counter().gone(), pause(1500)]);
      }
      wasKilled = rig.counter().wasKilled;
      if (rig.counter().isRunning) await rig.killCounter();
      await rig.restartCounter();
      return (await healedAndJudged(rig)).problems;
    });
    const figure = `sales at a tenth of a processor ${(slowMs / 1000).toFixed(1)} s; ${wasKilled ? 'killed by the kernel for memory' : 'memory limit survived'}`;
    return { runs: 2, violations, figure };
  } finally {
    await group.remove();
  }
}

export const machineFaults = (stage: Stage): Fault[] => [
  { id: '15', name: 'uploads twice and out of order', needs: [], run: (context) => replayed(stage, context) },
  {
    id: '29',
    name: 'serial noise, silence, board restart',
    needs: [],
    run: (context) => noisyLine(stage, context),
  },
  {
    id: '37',
    name: 'memory and processor run out',
    needs: ['cgroup'],
    run: (context) => starved(stage, context),
  },
];
