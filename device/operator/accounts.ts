// pure
// Who somebody at the screen says to be.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { OperatorAccount } from '@zhuangui/protocol/settings.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** OPR-5: the owner of a badge; every account is compared, each in constant time. */
export function accountOfBadge(
  accounts: readonly OperatorAccount[],
  badge: string,
): OperatorAccount | undefined {
  const shown = sha256(badge.trim());
  return accounts.filter(
    (one) => one.badge !== undefined && timingSafeEqual(Buffer.from(one.badge, 'hex'), shown),
  )[0];
}

export const accountOf = (
  accounts: readonly OperatorAccount[],
  operator: string,
): OperatorAccount | undefined => accounts.find((one) => one.operator === operator);
