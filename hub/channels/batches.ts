// Batches of a channel: taken once, corrected openly, nothing lost.
import { createHash } from 'node:crypto';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Channel } from './channel-store.ts';
import { canonical, checkRow, identityOf, type Reason, type ReportedRow } from './report-rows.ts';

export interface NewBatch {
  /** The channel's own id of it. */
  batch: string;
  source: 'api' | 'upload';
  /** Rows as they came, with the numbers to name them by. */
  rows: readonly { line: number; given: unknown }[];
  /** Id of an earlier batch of the channel that counts no more. */
  replaces?: string;
}

export interface BatchAnswer {
  batch: string;
  received: number;
  accepted: number;
  rejected: { row: number; reasons: Reason[] }[];
  replaces: string | null;
  /** Always: the hub has verified none of it. */
  label: { zh: string; en: string };
}

export const selfReported = { zh: '渠道自报', en: 'self-reported' };

export interface BatchParts {
  db: Db;
  clock: Clock;
  audit: Audit;
  /** Name of a catalog entry. */
  productOf(entry: string): string | undefined;
}

interface Counted {
  line: number;
  row: ReportedRow;
  identity: string;
}
interface Refused {
  line: number;
  given: unknown;
  reasons: Reason[];
}

const givenMax = 4000;
export const digestOf = (content: unknown): string =>
  createHash('sha256').update(canonical(content)).digest('hex');

export function createBatches({ db, clock, audit, productOf }: BatchParts) {
  /** CHAN-3, and repeats within the batch (CHAN-4). */
  function sorted(channel: Channel, rows: NewBatch['rows']): { counted: Counted[]; refused: Refused[] } {
    const context = { today: dayOf(clock.nowMs()), productOf, programme: channel.programme };
    const seen = new Map<string, number>();
    const counted: Counted[] = [];
    const refused: Refused[] = [];
    for (const { line, given } of rows) {
      const checked = checkRow(given, context);
      if (!checked.ok) {
        refused.push({ line, given, reasons: checked.reasons });
        continue;
      }
      const identity = identityOf(checked.row);
      const before = seen.get(identity);
      if (before !== undefined) {
        const repeat = { code: 'repeated', zh: `与第 ${before} 行重复`, en: `the same as row ${before}` };
        refused.push({ line, given, reasons: [repeat] });
        continue;
      }
      seen.set(identity, line);
      counted.push({ line, row: checked.row, identity });
    }
    return { counted, refused };
  }

  /** CHAN-4: rows that an earlier batch has, other than the one that is replaced. */
  async function standing(tx: Queries, channel: string, counted: readonly Counted[], replaces = '') {
    const rows = await tx.query<{ identity: string; batch: string; row: number }>(
      `SELECT r.identity, b.batch, r.row FROM channel_row r JOIN channel_batch b ON b.id = r.batch
       WHERE r.channel = ? AND r.live = 1 AND b.batch <> ?
         AND r.identity IN (SELECT value FROM json_each(?))`,
      [channel, replaces, JSON.stringify(counted.map(({ identity }) => identity))],
    );
    return new Map(rows.map(({ identity, batch, row }) => [identity, { batch, row }]));
  }

  async function judged(
    tx: Queries,
    channel: Channel,
    { rows, replaces }: Omit<NewBatch, 'batch' | 'source'>,
  ) {
    const { counted, refused } = sorted(channel, rows);
    const before = await standing(tx, channel.id, counted, replaces);
    const twice = counted.flatMap(({ line, identity }): Refused[] => {
      const there = before.get(identity);
      if (!there) return [];
      const zh = `批次 ${there.batch} 第 ${there.row} 行已报过；更正请用新批次替换它`;
      const en = `reported before in batch ${there.batch}, row ${there.row}; correct it by a batch that replaces that one`;
      const given = rows.find((row) => row.line === line)?.given;
      return [{ line, given, reasons: [{ code: 'reported-before', zh, en }] }];
    });
    return {
      counted: counted.filter(({ identity }) => !before.has(identity)),
      refused: [...refused, ...twice].sort((a, b) => a.line - b.line),
    };
  }

  const answerOf = (batch: NewBatch, counted: Counted[], refused: Refused[]): BatchAnswer => ({
    batch: batch.batch,
    received: batch.rows.length,
    accepted: counted.length,
    rejected: refused.map(({ line, reasons }) => ({ row: line, reasons })),
    replaces: batch.replaces ?? null,
    label: selfReported,
  });

  /** CHAN-5. The stored answer of the same batch; undefined when it is new. */
  async function known(
    tx: Queries,
    channel: string,
    batch: string,
    digest: string,
  ): Promise<BatchAnswer | undefined> {
    const [row] = await tx.query<{ digest: string; answer: string }>(
      'SELECT digest, answer FROM channel_batch WHERE channel = ? AND batch = ?',
      [channel, batch],
    );
    if (!row) return undefined;
    if (row.digest === digest) return JSON.parse(row.answer) as BatchAnswer;
    throw new DomainError(
      'conflict',
      'batch-changed',
      `Batch ${batch} came before with other content: correct it by a new batch that replaces it.`,
    );
  }

  /** CHAN-7. */
  async function replace(tx: Queries, channel: string, old: string, by: string): Promise<void> {
    const [row] = await tx.query<{ id: number; replaced_by: string | null }>(
      'SELECT id, replaced_by FROM channel_batch WHERE channel = ? AND batch = ?',
      [channel, old],
    );
    if (!row) throw new DomainError('unknown', 'unknown-batch', `There is no batch ${old} to replace.`);
    if (row.replaced_by !== null)
      throw new DomainError(
        'conflict',
        'replaced-before',
        `Batch ${old} was replaced by ${row.replaced_by}: replace that one.`,
        { by: row.replaced_by },
      );
    await tx.run('UPDATE channel_batch SET replaced_by = ? WHERE id = ?', [by, row.id]);
    await tx.run('UPDATE channel_row SET live = 0 WHERE batch = ?', [row.id]);
  }

  async function store(tx: Queries, channel: string, id: number, counted: Counted[], refused: Refused[]) {
    await tx.run(
      `INSERT INTO channel_row (batch, row, channel, day, product, entry, credit_code, programme, certified,
        amount_fen, count, identity)
       SELECT CAST(? AS INTEGER), value ->> 'line', ?, value ->> 'day', value ->> 'product', value ->> 'entry',
        value ->> 'creditCode', value ->> 'programme', value ->> 'certified', value ->> 'amountFen',
        value ->> 'count', value ->> 'identity' FROM json_each(?)`,
      [
        id,
        channel,
        JSON.stringify(
          counted.map(({ line, row, identity }) => ({
            ...row,
            line,
            identity,
            certified: row.certified ? 1 : 0,
          })),
        ),
      ],
    );
    await tx.run(
      `INSERT INTO channel_rejected (batch, row, content, reasons)
       SELECT CAST(? AS INTEGER), value ->> 'line', value ->> 'content', value ->> 'reasons' FROM json_each(?)`,
      [
        id,
        JSON.stringify(
          refused.map(({ line, given, reasons }) => ({
            line,
            content: (JSON.stringify(given) ?? 'null').slice(0, givenMax),
            reasons: JSON.stringify(reasons),
          })),
        ),
      ],
    );
  }

  return {
    /** CHAN-5. Rejects with DomainError `batch-changed`, `unknown-batch`, `replaced-before`, `channel-closed`. */
    async take(
      channel: Channel,
      batch: NewBatch,
      actor: Pick<Actor, 'kind' | 'id' | 'name'>,
    ): Promise<BatchAnswer> {
      const digest = digestOf({ rows: batch.rows, replaces: batch.replaces ?? null });
      return db.transaction(async (tx) => {
        const before = await known(tx, channel.id, batch.batch, digest);
        if (before) return before;
        if (channel.closedAtMs !== null)
          throw new DomainError(
            'conflict',
            'channel-closed',
            'This channel reports no more: ask the office.',
          );
        const { counted, refused } = await judged(tx, channel, batch);
        if (batch.replaces !== undefined) await replace(tx, channel.id, batch.replaces, batch.batch);
        const answer = answerOf(batch, counted, refused);
        const [{ id } = { id: 0 }] = await tx.query<{ id: number }>(
          `INSERT INTO channel_batch (channel, batch, digest, source, received_at, received_by, replaces, accepted,
            rejected, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
          [
            channel.id,
            batch.batch,
            digest,
            batch.source,
            clock.nowMs(),
            actor.name,
            batch.replaces ?? null,
            counted.length,
            refused.length,
            JSON.stringify(answer),
          ],
        );
        await store(tx, channel.id, id, counted, refused);
        const detail = `batch ${batch.batch}: ${counted.length} taken, ${refused.length} refused${batch.replaces ? `, replaces ${batch.replaces}` : ''}`;
        const object = `channel/${channel.id}`;
        await audit.write(tx, { actor, action: 'channel.report', object, outcome: 'done', detail });
        return answer;
      });
    },
    /** CHAN-6: what would become of it; nothing is stored. */
    async preview(channel: Channel, batch: NewBatch) {
      const { counted, refused } = await judged(db, channel, batch);
      return {
        answer: answerOf(batch, counted, refused),
        rows: counted.map(({ line, row }) => ({ line, ...row })),
      };
    },
  };
}
export type Batches = ReturnType<typeof createBatches>;
