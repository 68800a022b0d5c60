// pure
// One counter as the console shows it, put together from register, presence, confirmation and ledger.
import { freshnessAt } from '@zhuangui/protocol/freshness.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { Counter } from '../../fleet/counter.ts';
import type { Presence } from '../../fleet/presence-fold.ts';
import type { Confirmation } from '../../ledger/ledger-types.ts';
import type { CounterRow } from '../views.ts';

export interface CounterParts {
  counter: Counter;
  presence: Presence | undefined;
  confirmation: Confirmation | undefined;
  /** Line number up to which the hub holds its newest journal. */
  position: number;
  today: { sales: number; salesFen: number };
}

const rank: Record<Freshness, number> = { green: 0, amber: 1, red: 2 };

/**
 * LIST-6 as far as the hub can know it: what the counter said while it is connected; afterwards never better than
 * what the time since its last word allows.
 */
export function counterFreshness(
  presence: Presence | undefined,
  confirmation: Confirmation | undefined,
  nowMs: number,
): Freshness {
  const told = presence?.telemetry;
  if (presence?.online && told !== undefined) return told.freshness;
  const times = confirmation && {
    signedAtMs: confirmation.signedAtMs,
    expiresAtMs: confirmation.expiresAtMs,
  };
  if (told === undefined) return freshnessAt(times, nowMs);
  const sinceMs = Math.max(presence?.heardAtMs ?? 0, confirmation?.signedAtMs ?? 0);
  const since = freshnessAt({ signedAtMs: sinceMs, expiresAtMs: Number.POSITIVE_INFINITY }, nowMs);
  return rank[since] > rank[told.freshness] ? since : told.freshness;
}

export function counterRow(parts: CounterParts, nowMs: number): CounterRow {
  const { counter, presence, confirmation, position, today } = parts;
  const telemetry = presence?.telemetry;
  return {
    id: counter.id,
    name: counter.name,
    siteKind: counter.siteKind,
    banner: counter.banner,
    online: presence?.online ?? false,
    lastSeen: presence && presence.heardAtMs > 0 ? presence.heardAtMs : null,
    freshness: counterFreshness(presence, confirmation, nowMs),
    slotsForSale: telemetry?.slotsForSale ?? null,
    slotsBlocked: telemetry?.slotsBlocked ?? null,
    position,
    unsent: telemetry?.unsent ?? null,
    catalogVersion: confirmation?.versions.catalog ?? telemetry?.lists.catalog ?? 0,
    withdrawalsVersion: confirmation?.versions.withdrawals ?? telemetry?.lists.withdrawals ?? 0,
    salesToday: today.sales,
    salesTodayFen: today.salesFen,
  };
}
