// STAT-6: the journal lines behind a figure: exact bytes, where they stand, the hash that chains them.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { hashAfter } from '../ledger/chain.ts';
import { linesOf } from '../ledger/exports.ts';
import { dayNumber, monthsBetween, periodText } from './dimensions.ts';
import { type FactKind, factKinds } from './facts.ts';
import { conditionOf, lineTables, type Question } from './figure-query.ts';
import { checkQuestion } from './figures.ts';
import { methodOf } from './names.ts';

export interface LineQuestion extends Pick<Question, 'from' | 'to' | 'filters' | 'scope'> {
  /** One kind of line, or sales that were judged and not certified. Default: every counted line. */
  kind?: FactKind | 'uncertified';
  offset: number;
  limit: number;
}

export interface FigureLine {
  counter: string;
  journal: string;
  seq: number;
  day: string;
  kind: FactKind;
  entry: string;
  method: string;
  fen: number;
  /** Null: not judged yet, or nothing to judge. */
  certified: boolean | null;
  /** The exact line, and its hash in the journal's chain; empty when its stretch is not held any more. */
  line: string;
  hash: string;
}

interface Row {
  journalKey: number;
  seq: number;
  day: number;
  kind: number;
  method: number;
  fen: number;
  certified: number | null;
  entry: string;
  counter: string;
  journal: string;
}

const kindNames = Object.fromEntries(
  Object.entries(factKinds).map(([name, number]) => [number, name]),
) as Record<number, FactKind>;

function where({ from, to, filters, scope, kind }: LineQuestion): {
  tables: string;
  sql: string;
  params: SqlValue[];
} {
  const days = [dayNumber(from), dayNumber(to)] as const;
  const condition = conditionOf(filters, scope, { place: true, goods: true });
  const ofKind =
    kind === undefined
      ? ''
      : kind === 'uncertified'
        ? 'AND t.certified = 0'
        : `AND t.kind = ${factKinds[kind]}`;
  return {
    tables: lineTables({ filters, scope }, { place: true, goods: true }),
    sql: `t.month IN (SELECT value FROM json_each(?)) AND t.day BETWEEN ? AND ? AND ${condition.sql} ${ofKind}`,
    params: [JSON.stringify(monthsBetween(...days)), ...days, ...condition.params],
  };
}

/** The exact line and its hash, from the stored stretch that holds it. */
async function exactLine(
  reader: Queries,
  journalKey: number,
  seq: number,
): Promise<{ line: string; hash: string }> {
  const [part] = await reader.query<{ from_seq: number; prev: string; bytes: Uint8Array }>(
    'SELECT from_seq, prev, bytes FROM journal_part WHERE journal_key = ? AND to_seq >= ? ORDER BY to_seq LIMIT 1',
    [journalKey, seq],
  );
  if (!part || part.from_seq > seq) return { line: '', hash: '' };
  const lines = linesOf(part.bytes);
  const index = seq - part.from_seq;
  const line = Buffer.from(lines[index] ?? []).toString('utf8');
  return { line, hash: hashAfter(part.prev, lines, 0, index + 1) };
}

export interface FigureLines {
  /** Newest day first. Rejects with DomainError `invalid`. */
  list(question: LineQuestion): Promise<{ rows: FigureLine[]; total: number; fen: number }>;
}

export function createFigureLines(parts: { reader: Queries }): FigureLines {
  const { reader } = parts;
  return {
    async list(question) {
      checkQuestion(question);
      const { tables, sql, params } = where(question);
      const [sum] = await reader.query<{ total: number; fen: number | null }>(
        `SELECT count(*) AS total, sum(t.fen) AS fen FROM ${tables} WHERE ${sql}`,
        params,
      );
      const found = await reader.query<Row>(
        `SELECT l.*, journal.counter, journal.journal FROM (
           SELECT t.journal_key AS journalKey, t.seq, t.day, t.kind, t.method, t.fen, t.certified, g.entry
           FROM ${tables} WHERE ${sql} ORDER BY t.day DESC, t.journal_key, t.seq LIMIT ? OFFSET ?
         ) AS l JOIN journal ON journal.key = l.journalKey ORDER BY l.day DESC, l.journalKey, l.seq`,
        [...params, question.limit, question.offset],
      );
      const rows: FigureLine[] = [];
      for (const { journalKey, seq, day, kind, method, fen, certified, entry, counter, journal } of found)
        rows.push({
          ...{ counter, journal, seq, day: periodText(day), kind: kindNames[kind]!, entry },
          ...{ method: methodOf(method), fen, certified: certified === null ? null : certified === 1 },
          ...(await exactLine(reader, journalKey, seq)),
        });
      return { rows, total: sum?.total ?? 0, fen: sum?.fen ?? 0 };
    },
  };
}
