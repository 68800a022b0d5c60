// Follows the ledger in the background: judges each sale once, and sums sales per hour. Never holds up a commit.
import { dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { isCertified } from './judge.ts';
import { type OpenPermits, permittedSales } from './permits.ts';
import type { PublishedLists } from './published-lists.ts';

export interface HourSum {
  sales: number;
  fen: number;
}

export interface AuditFigures {
  /** Sales judged so far, with test vends of uncertified goods, and the sales found certified. */
  judged: number;
  certified: number;
  /** Today (UTC+8), index = hour. */
  perHour: HourSum[];
}

/** Goods that left a counter and whether they were certified; of one stretch of one journal. */
export interface Judged {
  counter: string;
  journal: string;
  /** `isSale` false: a test vend. */
  verdicts: { seq: number; atMs: number; entry: string; isSale: boolean; isCertified: boolean }[];
}
/** Runs in the transaction that keeps how far was judged; a rejection judges these stretches again. */
export type JudgementProjection = (tx: Queries, judged: readonly Judged[]) => Promise<void>;

export interface AuditFollower {
  /** Adds what is kept of each judgement; before `start`. */
  project(projection: JudgementProjection): void;
  figures(): AuditFigures;
  onChange(listener: () => void): () => void;
  /** Follows until nothing is left; then sleeps until the ledger commits. */
  start(): void;
  /** Resolves when all that is committed has been judged. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface AuditParts {
  /** Migrated with `auditSchema`. */
  db: Db;
  ledger: Pick<Ledger, 'positions' | 'exportJournal' | 'salesSince' | 'onCommitted'>;
  lists: PublishedLists;
  clock: Clock;
  log: Log;
}

/** Pause between a commit and its judgement. */
const pauseMs = 300;
const salesPerStep = 2000;
const partsPerTransaction = 200;
const msPerHour = 3_600_000;

const bump = `INSERT INTO audit_sum (name, value) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`;
const hourBump = `INSERT INTO audit_hour (day, hour, sales, fen) VALUES (?, ?, ?, ?)
  ON CONFLICT (day, hour) DO UPDATE SET sales = sales + excluded.sales, fen = fen + excluded.fen`;

const keepCursors = `INSERT OR REPLACE INTO audit_journal (counter, journal, seq, permits)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)`;

interface Judgement extends Judged {
  seq: number;
  open: OpenPermits;
  judged: number;
  certified: number;
}

/** A journal and the line up to which it is committed. */
interface Grown {
  counter: string;
  journal: string;
  seq: number;
}

interface JournalCursor {
  seq: number;
  open: OpenPermits;
}

const nameOf = (counter: string, journal: string) => `${counter} ${journal}`;

async function loadCursors(db: Db): Promise<Map<string, JournalCursor>> {
  const rows = await db.query<{ counter: string; journal: string; seq: number; permits: string }>(
    'SELECT counter, journal, seq, permits FROM audit_journal',
  );
  return new Map(
    rows.map((row) => [
      nameOf(row.counter, row.journal),
      { seq: row.seq, open: JSON.parse(row.permits) as OpenPermits },
    ]),
  );
}

async function loadSums(db: Db): Promise<Map<string, number>> {
  const rows = await db.query<{ name: string; value: number }>('SELECT name, value FROM audit_sum');
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** One follower per database. */
export async function openAuditFollower(parts: AuditParts): Promise<AuditFollower> {
  const { db, ledger, lists, clock, log } = parts;
  const cursors = await loadCursors(db);
  const sums = await loadSums(db);
  const listeners = new Set<() => void>();
  const projections: JudgementProjection[] = [];
  const hours = new Map<string, HourSum>();
  for (const row of await db.query<{ day: string; hour: number } & HourSum>(
    'SELECT day, hour, sales, fen FROM audit_hour WHERE day >= ?',
    [dayOf(clock.nowMs() - 86_400_000)],
  ))
    hours.set(`${row.day} ${row.hour}`, { sales: row.sales, fen: row.fen });
  let running: Promise<void> | undefined;
  let isDirty = true;
  /** Journals with lines that are not judged yet, by counter and name. Undefined: all have to be looked at. */
  let grown: Map<string, Grown> | undefined;
  let isClosed = false;
  let cancel: (() => void) | undefined;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function addTo(tx: Queries, name: string, by: number): Promise<void> {
    if (by !== 0) await tx.run(bump, [name, by]);
  }

  /** Sums of hours that go into the transaction of the next judgements: one sync for both. */
  let waiting: { step: Map<string, HourSum>; cursor: number } | undefined;

  /** Sales since the last step into their hours. */
  async function sumHours(): Promise<void> {
    for (;;) {
      const sales = await ledger.salesSince(sums.get('sale-cursor') ?? 0, salesPerStep);
      const last = sales.at(-1);
      if (last === undefined || isClosed) return;
      const step = new Map<string, HourSum>();
      for (const { atMs, priceFen } of sales) {
        const day = dayOf(atMs);
        const key = `${day} ${Math.floor((atMs - startOfDay(day)) / msPerHour)}`;
        const sum = step.get(key) ?? { sales: 0, fen: 0 };
        step.set(key, { sales: sum.sales + 1, fen: sum.fen + priceFen });
      }
      waiting = { step, cursor: last.id };
      if (sales.length < salesPerStep) return;
      await flush();
    }
  }

  async function writeHours(tx: Queries, { step, cursor }: NonNullable<typeof waiting>): Promise<void> {
    for (const [key, { sales, fen }] of step) {
      const [day, hour] = key.split(' ');
      await tx.run(hourBump, [day!, Number(hour), sales, fen]);
    }
    await addTo(tx, 'sale-cursor', cursor - (sums.get('sale-cursor') ?? 0));
  }

  function hoursWritten({ step, cursor }: NonNullable<typeof waiting>): void {
    sums.set('sale-cursor', cursor);
    for (const [key, { sales, fen }] of step) {
      const sum = hours.get(key) ?? { sales: 0, fen: 0 };
      hours.set(key, { sales: sum.sales + sales, fen: sum.fen + fen });
    }
  }

  let pending: Judgement[] = [];

  /** One transaction for what was judged of many journals: a sync for each would keep counters waiting. */
  async function flush(): Promise<void> {
    const done = pending;
    const summed = waiting;
    pending = [];
    waiting = undefined;
    if ((done.length === 0 && !summed) || isClosed) return;
    const judged = done.reduce((sum, one) => sum + one.judged, 0);
    const certified = done.reduce((sum, one) => sum + one.certified, 0);
    await db.transaction(async (tx) => {
      if (summed) await writeHours(tx, summed);
      if (done.length === 0) return;
      await tx.run(keepCursors, [
        JSON.stringify(
          done.map(({ counter, journal, seq, open }) => [counter, journal, seq, JSON.stringify(open)]),
        ),
      ]);
      for (const project of projections) await project(tx, done);
      await addTo(tx, 'judged', judged);
      await addTo(tx, 'certified', certified);
    });
    for (const { counter, journal, seq, open } of done) cursors.set(nameOf(counter, journal), { seq, open });
    sums.set('judged', (sums.get('judged') ?? 0) + judged);
    sums.set('certified', (sums.get('certified') ?? 0) + certified);
    if (summed) hoursWritten(summed);
    if (judged > 0 || summed) tell();
  }

  async function judgeJournal({ counter, journal, seq: upTo }: Grown): Promise<void> {
    const cursor = cursors.get(nameOf(counter, journal)) ?? { seq: 0, open: {} };
    const open = { ...cursor.open };
    let { seq } = cursor;
    for await (const part of ledger.exportJournal(counter, journal, seq)) {
      if (isClosed) return;
      const sales = permittedSales(open, part.lines.slice(Math.max(0, seq + 1 - part.from)));
      const found = await Promise.all(sales.map((sale) => isCertified(sale, lists)));
      const certified = found.filter((isGood, at) => isGood && sales[at]!.outcome.kind === 'outcome').length;
      // A test vend is no sale; one of uncertified goods spoils the share all the same.
      const judged = certified + found.filter((isGood) => !isGood).length;
      const verdicts = sales.map(({ outcome: { seq: line, at, entry, kind } }, index) => ({
        ...{ seq: line, atMs: at, entry, isSale: kind === 'outcome', isCertified: found[index]! },
      }));
      seq = part.to;
      pending.push({ counter, journal, seq, open: { ...open }, judged, certified, verdicts });
      if (certified < judged)
        log.warn(
          { counter, journal, from: part.from, to: part.to },
          'goods left the counter that were not certified',
        );
      if (pending.length >= partsPerTransaction) await flush();
      if (seq >= upTo) return;
    }
  }

  async function step(): Promise<void> {
    isDirty = false;
    pending = [];
    waiting = undefined;
    await sumHours();
    const step = grown;
    grown = new Map();
    try {
      await judgeAll(step ? [...step.values()] : await behind());
    } catch (error) {
      // What was not judged is looked for from the beginning.
      grown = undefined;
      throw error;
    }
  }

  async function behind() {
    return (await ledger.positions()).filter(
      ({ counter, journal, seq }) => seq > (cursors.get(nameOf(counter, journal))?.seq ?? 0),
    );
  }

  async function judgeAll(journals: readonly Grown[]): Promise<void> {
    for (const journal of journals) {
      if (isClosed) return;
      await judgeJournal(journal);
    }
    await flush();
  }

  function run(): Promise<void> {
    cancel?.();
    cancel = undefined;
    running ??= step()
      .catch((error: unknown) => {
        if (!isClosed) log.error({ error }, 'sales could not be judged; the next commit tries again');
      })
      .finally(() => {
        running = undefined;
        if (isDirty && !isClosed) wake();
      });
    return running;
  }

  function wake(): void {
    isDirty = true;
    if (isClosed || running !== undefined) return;
    cancel ??= clock.setTimer(pauseMs, () => void run());
  }

  const stop = ledger.onCommitted(({ journals }) => {
    for (const one of journals) grown?.set(nameOf(one.counter, one.journal), one);
    wake();
  });

  return {
    project: (projection) => void projections.push(projection),
    figures() {
      const today = dayOf(clock.nowMs());
      const perHour = Array.from(
        { length: 24 },
        (_, hour) => hours.get(`${today} ${hour}`) ?? { sales: 0, fen: 0 },
      );
      return { judged: sums.get('judged') ?? 0, certified: sums.get('certified') ?? 0, perHour };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: wake,
    async idle() {
      while (isDirty || running !== undefined) await run();
    },
    async close() {
      isClosed = true;
      stop();
      cancel?.();
      await running;
    },
  };
}
