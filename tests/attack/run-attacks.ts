// Attacks one after the other against one hub: what was sent, what was refused, what it cost the others.
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrokerStats } from '../../hub/broker/broker-parts.ts';
import type { Refusal } from '../../hub/broker/broker-stats.ts';
import { spreadOf } from '../bench/spread.ts';
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
  /** Honest counters, sale to receipt. */
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
    await wait(20);
    look = await stand.look();
  }
  return look;
}

export interface Calm {
  p50Ms: number;
  p99Ms: number;
  newcomerMs: number | undefined;
  /** Connections of the honest counters. */
  connections: number;
}

/** The honest counters alone, with the attackers' process as idle as it gets. */
export async function measureCalm(stand: Stand, ms: number): Promise<Calm> {
  await wait(200);
  await stand.honest();
  const newcomerMs = await comeIn(stand, 5000);
  await wait(ms);
  const { latenciesMs } = await stand.honest();
  const look = await stand.look();
  return { ...spreadOf(latenciesMs), newcomerMs, connections: open(look) };
}

export async function runAttack(
  stand: Stand,
  attack: Attack,
  options: { ms: number; seed: number; calm: Calm },
): Promise<AttackResult> {
  const wires = new Wires();
  const before = await stand.look();
  const honestBefore = await stand.honest();
  const untilMs = performance.now() + options.ms;
  const left = () => performance.now() < untilMs;
  const { stolen } = stand;
  const attacking = attack.run({
    ...{ stand, wires, left, below: seededBelow(options.seed) },
    stolen: (n) => stolen[n % stolen.length]!,
  });
  await wait(options.ms / 3);
  const newcomerMs = await comeIn(stand, Math.max(3000, options.ms));
  await attacking;
  const honest = await stand.honest();
  const during = await stand.look();
  wires.close();
  const after = await settled(stand, options.calm.connections, 3000);
  return {
    name: attack.name,
    ...wires.spent,
    refused: refusedOf(after, before),
    peakGrowthMB: Math.max(during.peakRssMB, after.peakRssMB) - before.rssMB,
    keptGrowthMB: after.rssMB - before.rssMB,
    heapGrowthMB: after.heapMB - before.heapMB,
    ...spreadOf(honest.latenciesMs),
    sales: honest.latenciesMs.length,
    newcomerMs,
    longestTurnMs: Math.max(during.longestTurnMs, after.longestTurnMs),
    logLines: after.logLines - before.logLines,
    uncaught: after.uncaught.slice(before.uncaught.length),
    harmed: honest.lost + honest.refused - honestBefore.lost - honestBefore.refused,
    leftOpen: open(after) - options.calm.connections,
  };
}
