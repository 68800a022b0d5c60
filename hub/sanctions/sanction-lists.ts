// pure
// From the sanctions in force to the three lists that are signed.
import type { ChannelSuspensions, ProductWithdrawals, SupplierBlacklist } from '@zhuangui/protocol/lists.ts';

export type SanctionKind = 'product' | 'lot' | 'supplier' | 'channel' | 'company';
/** Who issued it: the region, a league or a banner (SANC-8). */
export type IssuingLevel = 'region' | 'league' | 'banner';

/** One sanction; times are wall time in milliseconds. */
export interface Sanction {
  id: string;
  kind: SanctionKind;
  /** Entry id, credit code, counter id or the operating company's name. */
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
  level: IssuingLevel;
  /** Code of the league or banner that issued it; empty for the region. */
  place: string;
  /** Law, plan or decision it rests on; public, may be empty. */
  legalBasis: string;
  /** The acting person's id; never shown to the public. */
  byId: string;
  /** Entries of a blacklisted supplier at that moment: the cascade stays known when the catalog changes. */
  entries: string[];
  releaseReason: string;
  /** When the signed list was handed to the broker; null until then. */
  pushedAt: number | null;
}

/** What decides whether a company's suspension covers a counter. */
export interface CounterPlace {
  id: string;
  league: string;
  banner: string;
  operatingCompany: string;
}

/** Which signed list carries a sanction. */
export const listOf = (kind: SanctionKind): 'withdrawals' | 'channels' =>
  kind === 'channel' || kind === 'company' ? 'channels' : 'withdrawals';

/** SANC-9: a company's suspension covers its counters within the place that issued it, new ones too. */
export function affects(
  sanction: Pick<Sanction, 'kind' | 'target' | 'level' | 'place'>,
  counter: CounterPlace,
): boolean {
  if (sanction.kind === 'channel') return sanction.target === counter.id;
  if (sanction.kind !== 'company') return true;
  if (sanction.target !== counter.operatingCompany) return false;
  if (sanction.level === 'region') return true;
  return (sanction.level === 'league' ? counter.league : counter.banner) === sanction.place;
}

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

/** Bytes that all counters of suspended companies may take of the push; the rest is for everything else. */
const companyBytesMax = 90_000;
const rowBytes = 64;

/** At most so many UTF-8 bytes, never half a character, at least two characters. */
function shortened(text: string, bytesMax: number): string {
  const characters = [...text];
  let bytes = 0;
  const end = characters.findIndex((character) => {
    bytes += new TextEncoder().encode(character).length;
    return bytes > bytesMax;
  });
  return end === -1 ? text : characters.slice(0, Math.max(2, end)).join('');
}

/**
 * Suspended channels in force, each counter once. A company's reason is shortened when many counters carry it: the
 * push has a bound; the whole reason is on the hub's public page.
 */
export function channelSuspensions(
  sanctions: readonly Sanction[],
  counters: readonly CounterPlace[] = [],
): ChannelSuspensions {
  const rows = new Map<string, ChannelSuspensions['counters'][number]>();
  for (const { target, reason, at } of ofKind(sanctions, 'channel'))
    if (!rows.has(target)) rows.set(target, { counter: target, reason, at });
  const companies = ofKind(sanctions, 'company').flatMap((sanction) =>
    counters.filter((counter) => affects(sanction, counter)).map(({ id }) => ({ id, sanction })),
  );
  const reasonBytes = Math.floor(companyBytesMax / Math.max(1, companies.length)) - rowBytes;
  for (const { id, sanction } of companies)
    if (!rows.has(id))
      rows.set(id, { counter: id, reason: shortened(sanction.reason, reasonBytes), at: sanction.at });
  return { counters: [...rows.values()] };
}
