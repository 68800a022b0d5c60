// Once a day: how far every counter's journal and the audit log were, into the log (TLOG-5).
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { currentEpoch } from './log-store.ts';
import type { Transparency } from './transparency.ts';

export interface JournalHead {
  counter: string;
  journal: string;
  seq: number;
  hash: string;
  /** The counter's signature over the head, base64. */
  sig: string;
}

export interface DailyHeadsParts {
  db: Db;
  reader: Db;
  transparency: Pick<Transparency, 'appendMany' | 'checkpoint'>;
  /** Heads of journals after `key`, in order of key. */
  heads(afterKey: number, limit: number): Promise<(JournalHead & { key: number })[]>;
  auditHead(): Promise<{ seq: number; hash: string }>;
  clock: Clock;
  log: Log;
}

/** Small transactions: no receipt waits for 20,000 leaves. */
const headsAtOnce = 500;
const lookEveryMs = 15 * 60_000;

/** Writes the heads of a day that is not written yet; what did not move since is left out. Returns how many. */
export async function writeDailyHeads(parts: DailyHeadsParts): Promise<number> {
  const { db, reader, transparency, clock } = parts;
  const day = dayOf(clock.nowMs());
  const { epoch } = (await currentEpoch(reader))!;
  // The audit head is written last: a day is done when it is there.
  if (await isWritten(reader, epoch, day)) return 0;
  let written = 0;
  for (let after = 0; ; ) {
    const heads = await parts.heads(after, headsAtOnce);
    const last = heads.at(-1);
    if (!last) break;
    after = last.key;
    const known = await knownHeads(reader, epoch, heads);
    const moved = heads.filter(({ journal, seq }) => known.get(journal) !== seq && seq > 0);
    await db.transaction((tx) =>
      transparency.appendMany(
        tx,
        moved.map(({ key: _key, ...head }) => ({
          body: { type: 'head', day, ...head },
          subject: head.journal,
        })),
      ),
    );
    written += moved.length;
  }
  const audit = await parts.auditHead();
  await db.transaction((tx) =>
    transparency.appendMany(tx, [{ body: { type: 'audit', day, ...audit }, subject: day }]),
  );
  await transparency.checkpoint();
  return written + 1;
}

async function isWritten(reader: Db, epoch: number, day: string): Promise<boolean> {
  const sql = `SELECT 1 FROM log_leaf WHERE epoch = ? AND type = 'audit' AND subject = ? LIMIT 1`;
  return (await reader.query(sql, [epoch, day])).length > 0;
}

/** How far each of these journals stands in the log. */
async function knownHeads(
  reader: Db,
  epoch: number,
  heads: readonly JournalHead[],
): Promise<Map<string, number | null>> {
  const rows = await reader.query<{ subject: string; seq: number | null }>(
    `SELECT asked.value AS subject, (
       SELECT CAST(bytes AS TEXT) ->> '$.seq' FROM log_leaf
       WHERE epoch = ?1 AND type = 'head' AND subject = asked.value ORDER BY idx DESC LIMIT 1
     ) AS seq FROM json_each(?2) AS asked`,
    [epoch, JSON.stringify(heads.map(({ journal }) => journal))],
  );
  return new Map(rows.map(({ subject, seq }) => [subject, seq]));
}

/** Looks now and every quarter of an hour whether a new day began. Returns the function that ends it. */
export function keepDailyHeads(parts: DailyHeadsParts): { run(): Promise<number>; close(): Promise<void> } {
  const { clock, log } = parts;
  let isClosed = false;
  let running: Promise<number> = Promise.resolve(0);
  let cancel = () => {};
  function run(): Promise<number> {
    running = running
      .then(() => (isClosed ? 0 : writeDailyHeads(parts)))
      .catch((error: unknown) => {
        log.error({ error }, 'the heads of the journals could not be written into the log');
        return 0;
      });
    return running;
  }
  function look(): void {
    cancel = clock.setTimer(lookEveryMs, look);
    void run();
  }
  cancel = clock.setTimer(lookEveryMs, look);
  return {
    run,
    async close() {
      isClosed = true;
      cancel();
      await running;
    },
  };
}
