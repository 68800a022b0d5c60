// Attacks one after the other against one hub: what was sent, what was refused, what it cost the others.
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrokerStats } from '../../hub/broker/broker-parts.ts';
import type { Refusal } from '../../hub/broker/broker-stats.ts';
import { type Spread, spreadOf } from '../bench/spread.ts';
import type { Attack } from './attacks/attack.ts';
import { connect } from './mqtt-bytes.ts';
import { seededBelow } from './random.ts';
import type { HubLook } from './rig/hub-words.ts';
import type { Stand } from './rig/stand.ts';
import { Wires } from './rig/wire.ts';

export interface AttackResult {
  name: string;
  connections: number;
  packets: number;
  /** Connections the hub ended, and refusals it counted, by name. */
  ended: number;
  refused: Partial<Record<Refusal, number>>;
  /** Resident memory at its highest during the attack, and after it, over what it was before. */
  peakGrowthMB: number;
  keptGrowthMB: number;
  heapGrowthMB: number;
  /** Honest counters, sale to receipt: before the attack, and during it. */
  calm: Spread;
  p50Ms: number;
  p99Ms: number;
  sales: number;
  /** An honest counter that connects in the midst of it: to its CONNACK; undefined when it could not. */
  newcomerMs: number | undefined;
  longestTurnMs: number;
  logLines: number;
  uncaught: string[];
  /** Honest connections lost and positions refused. */
  harmed: number;
  /** Connections that are still there afterwards, those of the honest counters apart. */
  leftOpen: number;
  waiting: number;
}

const refusedOf = (look: HubLook, before: HubLook): AttackResult['refused'] => {
  const sum = (stats: BrokerStats[], name: Refusal) =>
    stats.reduce((all, { refused }) => all + refused[name], 0);
  const names = Object.keys(look.tls.refused) as Refusal[];
  const grown = names.map((name) => [
    name,
    sum([look.tls, look.plain], name) - sum([before.tls, before.plain], name),
  ]);
  return Object.fromEntries(grown.filter(([, count]) => (count as number) > 0));
};

const open = ({ tls, plain }: HubLook) => tls.connections + tls.waiting + plain.connections + plain.waiting;

/** From the first byte of TCP to CONNACK; tries again as a counter does. */
async function comeIn(stand: Stand, giveUpMs: number): Promise<number | undefined> {
  const wires = new Wires();
  const startMs = performance.now();
  try {
    while (performance.now() - startMs < giveUpMs) {
      const socket = await wires.tls(stand.mqttPort, stand.newcomer, '127.0.0.1');
      const answer = new Promise<boolean>((resolve) => {
        socket.once('data', () => resolve(true));
        socket.once('close', () => resolve(false));
      });
      if (!(await wires.write(socket, connect({ id: stand.newcomer.counter })))) continue;
      if (await answer) return performance.now() - startMs;
    }
    return undefined;
  } finally {
    wires.close();
  }
}

/** Waits until what the attackers left behind is gone, or so long. */
async function settled(stand: Stand, wanted: number, giveUpMs: number): Promise<HubLook> {
  const untilMs = performance.now() + giveUpMs;
  let look = await stand.look();
  while (open(look) > wanted && performance.now() < untilMs) {
    await wait(200);
    look = highest(look, await stand.look());
  }
  return highest(look, await stand.look(true));
}

export interface Calm {
  p50Ms: number;
  p99Ms: number;
  newcomerMs: number | undefined;
  /** Connections of the honest counters. */
  connections: number;
}

/** The honest counters alone. */
export async function measureCalm(stand: Stand, ms: number): Promise<Calm> {
  const newcomerMs = await comeIn(stand, 20_000);
  const spread = await honestAlone(stand, ms);
  const { tls } = await stand.look();
  return { ...spread, newcomerMs, connections: tls.counters };
}

/** For so long, and until at least some sales have their receipt. */
async function honestAlone(stand: Stand, ms: number): Promise<Spread> {
  await stand.honest();
  const times: number[] = [];
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs || times.length < salesMin) {
    await wait(Math.min(ms, 50));
    times.push(...(await stand.honest()).latenciesMs);
  }
  return spreadOf(times);
}

export interface AttackOptions {
  /** How long the attack lasts at least; it goes on until the refusals it must meet are counted, or for eight seconds. */
  ms: number;
  /** How long the honest counters are watched alone before it. */
  calmMs: number;
  seed: number;
  connections: number;
}

const patienceMs = 8000;
/** Fewer say nothing about the others. */
const salesMin = 5;

export async function runAttack(stand: Stand, attack: Attack, options: AttackOptions): Promise<AttackResult> {
  const wires = new Wires();
  // What the attack before has left is worked off first.
  await wait(options.calmMs);
  const calm = await honestAlone(stand, options.calmMs);
  const before = await stand.look(true);
  const honestBefore = await stand.honest();
  const startMs = performance.now();
  let isOver = false;
  const { stolen } = stand;
  const attacking = attack.run({
    ...{ stand, wires, left: () => !isOver, below: seededBelow(options.seed) },
    stolen: (n) => stolen[n % stolen.length]!,
  });
  const newcomer = wait(options.ms / 3).then(() => comeIn(stand, Math.max(patienceMs, options.ms)));
  await wait(options.ms);
  let during = await stand.look();
  const met = () => {
    const refused = refusedOf(during, before);
    return attack.refused.length === 0 || attack.refused.some((name) => refused[name] !== undefined);
  };
  const times = (await stand.honest()).latenciesMs;
  while ((!met() || times.length < salesMin) && performance.now() - startMs < options.ms + patienceMs) {
    await wait(100);
    during = highest(during, await stand.look());
    times.push(...(await stand.honest()).latenciesMs);
  }
  const newcomerMs = await newcomer;
  isOver = true;
  // Who writes to a hub that does not read waits for ever.
  await Promise.race([attacking, wait(300)]);
  wires.close();
  await attacking;
  const honest = await stand.honest();
  times.push(...honest.latenciesMs);
  const allowed = options.connections + (attack.holdsBack ? stolen.length : 0);
  const after = highest(during, await settled(stand, allowed, 2 * patienceMs));
  return {
    name: attack.name,
    ...wires.spent,
    refused: refusedOf(after, before),
    peakGrowthMB: after.peakRssMB - before.rssMB,
    keptGrowthMB: after.rssMB - before.rssMB,
    heapGrowthMB: after.heapMB - before.heapMB,
    calm,
    ...spreadOf(times),
    sales: times.length,
    newcomerMs,
    longestTurnMs: after.longestTurnMs,
    logLines: after.logLines - before.logLines,
    uncaught: after.uncaught.slice(before.uncaught.length),
    harmed: honest.lost + honest.refused - honestBefore.lost - honestBefore.refused,
    leftOpen: open(after) - allowed,
    waiting: after.tls.waiting + after.plain.waiting,
  };
}

/** The newer look, with the highest figures of both. */
const highest = (older: HubLook, newer: HubLook): HubLook => ({
  ...newer,
  peakRssMB: Math.max(older.peakRssMB, newer.peakRssMB),
  longestTurnMs: Math.max(older.longestTurnMs, newer.longestTurnMs),
});
