// CHAN-8: what other channels say they sold. Beside the verified figures, in an answer of its own.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import { selfReported } from './batches.ts';

export const totalsKeys = ['month', 'channel', 'league', 'kind'] as const;
export type TotalsKey = (typeof totalsKeys)[number];

export interface ChannelTotal {
  /** Month YYYY-MM, channel id, league code (empty: of the whole region) or kind. */
  key: string;
  /** Name of a channel; otherwise the key again. */
  name: string;
  amountFen: number;
  count: number;
  certifiedFen: number;
  /** In per cent of the amount, as the channels claim it; null when nothing was sold. */
  certifiedClaimedShare: number | null;
}

export interface ChannelTotals {
  label: { zh: string; en: string };
  by: TotalsKey;
  /** Days, YYYY-MM-DD, both included. */
  from: string;
  to: string;
  rows: ChannelTotal[];
  total: Omit<ChannelTotal, 'key' | 'name'>;
}

const keySql: Record<TotalsKey, string> = {
  month: 'substr(r.day, 1, 7)',
  channel: 'c.id',
  league: "coalesce(c.league, '')",
  kind: 'c.kind',
};

const share = (certifiedFen: number, amountFen: number) =>
  amountFen === 0 ? null : (100 * certifiedFen) / amountFen;

/** Sums of rows that count, within the scope. */
export async function channelTotals(
  reader: Db,
  { by, from, to, scope }: { by: TotalsKey; from: string; to: string; scope: Scope },
): Promise<ChannelTotals> {
  const seen = scopeWhere(scope, { league: 'c.league', banner: 'c.banner' });
  const rows = await reader.query<Omit<ChannelTotal, 'certifiedClaimedShare'>>(
    `SELECT ${keySql[by]} AS key, ${by === 'channel' ? 'max(c.name)' : keySql[by]} AS name,
      sum(r.amount_fen) AS amountFen, sum(r.count) AS count,
      sum(CASE r.certified WHEN 1 THEN r.amount_fen ELSE 0 END) AS certifiedFen
     FROM channel_row r JOIN channel c ON c.id = r.channel
     WHERE r.live = 1 AND r.day BETWEEN ? AND ? AND ${seen.sql}
     GROUP BY 1 ORDER BY ${by === 'month' ? 'key' : 'amountFen DESC, key'}`,
    [from, to, ...seen.params],
  );
  const sum = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);
  const [amountFen, count, certifiedFen] = [
    sum((row) => row.amountFen),
    sum((row) => row.count),
    sum((row) => row.certifiedFen),
  ];
  return {
    label: selfReported,
    by,
    from,
    to,
    rows: rows.map((row) => ({ ...row, certifiedClaimedShare: share(row.certifiedFen, row.amountFen) })),
    total: { amountFen, count, certifiedFen, certifiedClaimedShare: share(certifiedFen, amountFen) },
  };
}
