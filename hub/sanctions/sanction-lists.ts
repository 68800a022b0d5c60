// pure
// From the sanctions in force to the three lists that are signed.
import type { ChannelSuspensions, ProductWithdrawals, SupplierBlacklist } from '@zhuangui/protocol/lists.ts';

export type SanctionKind = 'product' | 'lot' | 'supplier' | 'channel';

/** One sanction; times are wall time in milliseconds. */
export interface Sanction {
  id: string;
  kind: SanctionKind;
  /** Entry id, credit code or counter id. */
  target: string;
  targetName: string;
  /** The lots withdrawn; empty unless kind is `lot`. */
  lots: string[];
  reason: string;
  by: string;
  at: number;
  /** Version of the withdrawals list, for a channel of the channels list, that brought it. */
  listVersion: number;
  releasedAt: number | null;
  releasedBy: string | null;
  /** Version of the list that took it back. */
  releaseVersion: number | null;
}

/** Which signed list carries a sanction. */
export const listOf = (kind: SanctionKind): 'withdrawals' | 'channels' =>
  kind === 'channel' ? 'channels' : 'withdrawals';

const ofKind = (sanctions: readonly Sanction[], ...kinds: SanctionKind[]) =>
  sanctions.filter((sanction) => sanction.releasedAt === null && kinds.includes(sanction.kind));

/** Withdrawn products and lots in force. */
export function productWithdrawals(sanctions: readonly Sanction[]): ProductWithdrawals {
  const withdrawals = ofKind(sanctions, 'product', 'lot').map(({ target, lots, reason, at }) => ({
    entry: target,
    ...(lots.length > 0 ? { lots } : {}),
    reason,
    at,
  }));
  return { withdrawals };
}

/** Blacklisted suppliers in force. */
export function supplierBlacklist(sanctions: readonly Sanction[]): SupplierBlacklist {
  const suppliers = ofKind(sanctions, 'supplier');
  return { suppliers: suppliers.map(({ target, reason, at }) => ({ creditCode: target, reason, at })) };
}

/** Suspended channels in force. */
export function channelSuspensions(sanctions: readonly Sanction[]): ChannelSuspensions {
  const counters = ofKind(sanctions, 'channel');
  return { counters: counters.map(({ target, reason, at }) => ({ counter: target, reason, at })) };
}
