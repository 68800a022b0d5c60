// Keeps the lists current: a push is applied at once, the catalog it may name is fetched spread over the fleet.
import { listsPushMessage } from '@zhuangui/protocol/messages.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { RefusalCode } from './list-refusal.ts';
import type { ApplyResult, ListStore } from './list-store.ts';

export interface ListSyncParts {
  store: ListStore;
  clock: Clock;
  random: Random;
  log: Log;
  /** A fleet fetches a new catalog within this time; a counter without any at once. Default 30 s. */
  jitterMs?: number;
  /** Wait after a first failed fetch, doubled each time, full jitter. Default 5 s, at most 5 minutes. */
  retryMs?: number;
  retryMaxMs?: number;
  /** How often the reached time floor is stored (LIST-5). Default 1 minute. */
  keepFloorMs?: number;
}

export interface ListSync {
  /** Bytes of a retained push, as they came. Never throws; what is refused is counted and logged. */
  onPush(bytes: Uint8Array): Promise<ApplyResult | { applied: false; code: string; message: string }>;
  /** Pushes that were no push, by code; refusals of well-formed ones are the store's. */
  badPushes(): Readonly<Record<string, number>>;
  /** Fetches now what the store still lacks. */
  refresh(): void;
  stop(): void;
}

/** Refusals that say nothing about the lists themselves. */
const passing: ReadonlySet<string> = new Set<RefusalCode>(['not-stored', 'fetch-failed', 'expired']);
/**
 * Good lists look expired while this counter's clock is years ahead; when it is set right the sanctions in them must not
 * wait for the next push.
 */
const expiredAgainMs = 15_000;

/** LIST-10: starts at once with what the store still lacks. */
export function startListSync(parts: ListSyncParts): ListSync {
  const { store, clock, random, log, jitterMs = 30_000, retryMs = 5_000, retryMaxMs = 300_000 } = parts;
  const bad: Record<string, number> = {};
  let cancelFetch: (() => void) | undefined;
  let cancelAgain: (() => void) | undefined;
  let failures = 0;
  let pushFailures = 0;
  let isStopped = false;

  function fetchIn(delayMs: number): void {
    if (isStopped || cancelFetch) return;
    cancelFetch = clock.setTimer(delayMs, () => {
      cancelFetch = undefined;
      void fetchNow();
    });
  }

  async function fetchNow(): Promise<void> {
    const result = await store.completeCatalog();
    failures = result.applied ? 0 : failures + 1;
    if (!result.applied) log.warn({ code: result.code }, `catalog not fetched: ${result.message}`);
    // Asking again does not mend a forked log; the next push may.
    if (result.applied ? !result.pending : result.code === 'log-fork') return;
    fetchIn(random.fraction() * Math.min(retryMaxMs, retryMs * 2 ** failures));
  }

  function fetchSoon(): void {
    fetchIn(store.view() ? random.fraction() * jitterMs : 0);
  }

  /** A retained push comes once a connection: one that could not be taken (disk full, no network) is kept and tried again. */
  function pushAgain(bytes: Uint8Array, longestMs: number): void {
    if (isStopped || cancelAgain) return;
    const boundMs = Math.min(longestMs, retryMs * 2 ** pushFailures);
    pushFailures += 1;
    cancelAgain = clock.setTimer((0.5 + random.fraction() / 2) * boundMs, () => {
      cancelAgain = undefined;
      void apply(bytes);
    });
  }

  /** The newest push counts; what was kept of an older one is forgotten. */
  function onPush(bytes: Uint8Array) {
    cancelAgain?.();
    cancelAgain = undefined;
    pushFailures = 0;
    return apply(bytes);
  }

  async function apply(bytes: Uint8Array) {
    const parsed = listsPushMessage.parse(bytes);
    if (!parsed.ok) {
      const { code, message } = parsed.problem;
      bad[code] = (bad[code] ?? 0) + 1;
      log.warn({ code }, `lists push refused: ${message}`);
      return { applied: false as const, code, message };
    }
    const result = await store.applyPush(parsed.value);
    if (!result.applied) log.warn({ code: result.code }, `lists refused: ${result.message}`);
    else if (result.pending) fetchSoon();
    if (!result.applied && passing.has(result.code))
      pushAgain(bytes, result.code === 'expired' ? expiredAgainMs : retryMaxMs);
    return result;
  }

  let cancelFloor = keepFloorLater();
  function keepFloorLater(): () => void {
    return clock.setTimer(parts.keepFloorMs ?? 60_000, () => {
      store
        .keepFloor()
        .catch((error: unknown) => log.error({ error: String(error) }, 'time floor not stored'));
      if (!isStopped) cancelFloor = keepFloorLater();
    });
  }

  if (store.isPending()) fetchSoon();
  return {
    onPush,
    badPushes: () => ({ ...bad }),
    refresh() {
      if (!store.isPending()) return;
      cancelFetch?.();
      cancelFetch = undefined;
      fetchIn(0);
    },
    stop() {
      isStopped = true;
      cancelFetch?.();
      cancelAgain?.();
      cancelFloor();
    },
  };
}
