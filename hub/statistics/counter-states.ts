// Which counters are connected and how fresh their lists are, counted over 20,000 of them at most every two seconds.
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { Counter } from '../fleet/counter.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { counterFreshness } from '../http/live/counter-rows.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Confirmation } from '../ledger/ledger-types.ts';
import type { Clock } from '../platform/clock.ts';

export interface CounterState {
  counter: Counter;
  isOnline: boolean;
  freshness: Freshness;
}

export interface CounterCounts {
  total: number;
  online: number;
  green: number;
  amber: number;
  red: number;
}

export const noCounters = (): CounterCounts => ({ total: 0, online: 0, green: 0, amber: 0, red: 0 });

export function countIn(counts: CounterCounts, { isOnline, freshness }: CounterState): void {
  counts.total += 1;
  if (isOnline) counts.online += 1;
  counts[freshness] += 1;
}

export interface CounterStates {
  /** Enrolled counters. */
  list(): readonly CounterState[];
  close(): void;
}

const keptMs = 2000;

export async function openCounterStates(parts: {
  fleet: Pick<Fleet, 'registry' | 'presence'>;
  ledger: Pick<Ledger, 'confirmedVersions' | 'onCommitted'>;
  clock: Clock;
}): Promise<CounterStates> {
  const { fleet, ledger, clock } = parts;
  const confirmed = new Map<string, Confirmation>();
  for (const one of await ledger.confirmedVersions()) confirmed.set(one.counter, one);
  const close = ledger.onCommitted(({ confirmations }) => {
    for (const one of confirmations) confirmed.set(one.counter, one);
  });
  let states: CounterState[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;

  function read(): CounterState[] {
    const nowMs = clock.nowMs();
    const enrolled = fleet.registry.list().filter(({ status }) => status === 'enrolled');
    return enrolled.map((counter) => {
      const presence = fleet.presence.get(counter.id);
      const freshness = counterFreshness(presence, confirmed.get(counter.id), nowMs);
      return { counter, isOnline: presence?.online ?? false, freshness };
    });
  }

  return {
    list() {
      if (clock.monotonicMs() - readAtMs >= keptMs) {
        states = read();
        readAtMs = clock.monotonicMs();
      }
      return states;
    },
    close,
  };
}
