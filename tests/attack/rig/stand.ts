// The attacked hub, honest counters beside it, and stolen identities for those who attack it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerLimits, defaultLimits } from '../../../hub/broker/limits.ts';
import { childEnvironment } from '../../scenarios/rig/child-environment.ts';
import type { HonestPlan, HonestReport } from './honest-words.ts';
import type { CounterFiles, HubLook, HubPlan, HubReady, ToHub } from './hub-words.ts';

export interface Stand {
  mqttPort: number;
  plainPort: number;
  /** Identities in the hands of an attacker: valid certificates of enrolled counters. */
  stolen: CounterFiles[];
  /** An honest counter that is not connected yet: how long does it take to come in? */
  newcomer: CounterFiles;
  /** `collect`: after a garbage collection, which costs the hub a turn. */
  look(collect?: boolean): Promise<HubLook>;
  /** New lists of so many bytes to every connected counter. */
  pushLists(bytes: number): Promise<void>;
  /** What the honest counters measured since the last question. */
  honest(): Promise<HonestReport>;
  /** Places in the waiting room. */
  waitingMax: number;
  close(): Promise<void>;
}

/** Time limits and the waiting room made short and small, so that a short attack meets them; all else as in production. */
export const shortLimits: Partial<BrokerLimits> = {
  waitingMax: 300,
  handshakeTimeoutMs: 1000,
  connectTimeoutMs: 1000,
  stallTimeoutMs: 300,
  slowestReadBytesPerSecond: 1_000_000,
  sweepMs: 100,
};

const names = (kind: string, count: number) => Array.from({ length: count }, (_, n) => `${kind}-${n + 1}`);

function start<T>(file: string, plan: object, ...flags: string[]): Promise<[ChildProcess, T]> {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(plan)], {
    execArgv: [...process.execArgv.filter((flag) => !flag.startsWith('--inspect')), ...flags],
    env: childEnvironment(),
  });
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => resolve([child, ready as T]));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}

/** One question at a time, in order. */
function asking(child: ChildProcess) {
  let turn: Promise<unknown> = Promise.resolve();
  return <T>(question: object): Promise<T> => {
    const answer = turn.then(async () => {
      const giveUp = new AbortController();
      const { signal } = giveUp;
      const ended = once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`the process under attack ended with ${code}`);
      });
      ended.catch(() => undefined);
      child.send(question);
      const [said] = (await Promise.race([once(child, 'message', { signal }), ended])) as [T];
      giveUp.abort();
      return said;
    });
    turn = answer.catch(() => undefined);
    return answer;
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

export async function openStand(
  change: { honest?: number; stolen?: number; everyMs?: number; limits?: Partial<BrokerLimits> } = {},
): Promise<Stand> {
  const { honest = 8, stolen = 8, everyMs = 160, limits = shortLimits } = change;
  const folder = await mkdtemp(join(tmpdir(), 'zhuangui-attack-'));
  const counters = [...names('honest', honest), ...names('stolen', stolen), 'newcomer'];
  const plan: HubPlan = { folder, counters, limits };
  const [hub, ready] = await start<HubReady>('hub-child.ts', plan, '--expose-gc');
  const files = (kind: string) => ready.counters.filter(({ counter }) => counter.startsWith(kind));
  const senders: HonestPlan = { port: ready.mqttPort, counters: files('honest'), everyMs };
  const [crowd] = await start('honest-child.ts', senders);
  const askHub = asking(hub);
  const askCrowd = asking(crowd);
  return {
    waitingMax: limits.waitingMax ?? defaultLimits.waitingMax,
    mqttPort: ready.mqttPort,
    plainPort: ready.plainPort,
    stolen: files('stolen'),
    newcomer: files('newcomer')[0]!,
    look: (collect = false) => askHub({ ask: 'look', collect } satisfies ToHub),
    pushLists: async (bytes) => void (await askHub({ ask: 'lists', bytes } satisfies ToHub)),
    honest: () => askCrowd({}),
    async close() {
      await stop(crowd);
      await stop(hub);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
