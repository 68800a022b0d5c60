// Checks who wants to be let in: counts the try, commits the count, and only then looks at the PIN (OPR-2).
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { OperatorAccount } from '@zhuangui/protocol/settings.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { countTry, elapse, isClean, type Lockout, noLockout, takeBack, triesLeft } from './lockout.ts';
import { loadLockout, saveLockout } from './lockout-store.ts';
import { checkPin } from './pin-check.ts';

export interface SignInParts {
  db: Db;
  clock: Clock;
  log: Log;
  /** The lock came, went, or counted down. */
  changed(): void;
}

export type Verdict =
  | { state: 'right'; account: OperatorAccount }
  /** `locks`: it was the last try, everybody waits now. */
  | { state: 'wrong'; triesLeft: number; locks: boolean; lockedForMs: number }
  /** Not looked at. */
  | { state: 'locked-out'; lockedForMs: number }
  | { state: 'busy' }
  | { state: 'failed'; message: string };

export interface SignIn {
  start(): Promise<void>;
  lockedForMs(): number;
  triesLeft(): number;
  /** `account` undefined: nobody is called that. `like`: somebody's hash, so that it takes the same time. */
  check(account: OperatorAccount | undefined, pin: string, like: string | undefined): Promise<Verdict>;
  /** Writes down how much of the wait is over. */
  stop(): Promise<void>;
}

/** At most so much of a wait that is over already is waited again after a power cut. */
export const saveEveryMs = 30_000;

/** All who are nobody share one count; no account is called that. */
const nobody = 'nobody';

export function createSignIn(parts: SignInParts): SignIn {
  const { db, clock, log } = parts;
  let state: Lockout = noLockout;
  let seenAtMs = clock.monotonicMs();
  let isReady = false;
  let isBusy = false;
  let work: Promise<unknown> = Promise.resolve();
  let callOff = () => {};

  function now(): Lockout {
    const atMs = clock.monotonicMs();
    state = elapse(state, atMs - seenAtMs);
    seenAtMs = atMs;
    return state;
  }

  /** Resolves when it is on disk. */
  function save(next: Lockout): Promise<void> {
    const turn = work.then(() => saveLockout(db, next));
    work = turn.catch(() => undefined);
    return turn;
  }

  function keepTime(): void {
    callOff();
    if (isClean(now())) return;
    const nextMs = state.lockedMs > 0 ? Math.min(saveEveryMs, state.lockedMs) : saveEveryMs * 20;
    callOff = clock.setTimer(nextMs, () => {
      save(now()).catch((error: unknown) => log.error({ error: String(error) }, 'sign-in lock'));
      parts.changed();
      keepTime();
    });
  }

  async function check(
    account: OperatorAccount | undefined,
    pin: string,
    like: string | undefined,
  ): Promise<Verdict> {
    const who = account?.operator ?? nobody;
    const before = now();
    const counted = countTry(before, who);
    if (!counted.admitted) return { state: 'locked-out', lockedForMs: before.lockedMs };
    // In memory first: whatever the disk says, this try is counted.
    state = counted.state;
    keepTime();
    await save(state);
    if (!(await checkPin(account?.pin, pin, like)) || account === undefined) {
      return {
        state: 'wrong',
        triesLeft: triesLeft(state),
        locks: counted.locks,
        lockedForMs: state.lockedMs,
      };
    }
    state = takeBack(before, who);
    seenAtMs = clock.monotonicMs();
    keepTime();
    await save(state);
    return { state: 'right', account };
  }

  return {
    async start() {
      state = await loadLockout(db);
      seenAtMs = clock.monotonicMs();
      isReady = true;
      keepTime();
    },
    lockedForMs: () => now().lockedMs,
    triesLeft: () => triesLeft(now()),
    async check(account, pin, like) {
      if (!isReady || isBusy) return { state: 'busy' };
      isBusy = true;
      try {
        return await check(account, pin, like);
      } catch (error) {
        log.error({ error: String(error) }, 'sign-in');
        return { state: 'failed', message: String(error) };
      } finally {
        isBusy = false;
      }
    },
    async stop() {
      callOff();
      if (isReady && !isClean(now())) await save(state).catch(() => undefined);
      isReady = false;
      await work;
    },
  };
}
