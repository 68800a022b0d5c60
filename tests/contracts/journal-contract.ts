// What every engine must give the journal: the same suite runs over each.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { nextBatch } from '@zhuangui/device/journal/batches.ts';
import type { Journal } from '@zhuangui/device/journal/journal.ts';
import { newJournalKey } from '@zhuangui/device/journal/key.ts';
import { decodeLine } from '@zhuangui/device/journal/line-codec.ts';
import type { CounterStore } from '@zhuangui/device/journal/open-counter-db.ts';
import type { Reserve } from '@zhuangui/device/journal/reserve.ts';
import { verifyJournal } from '@zhuangui/device/journal/verify.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { DbEngine } from '@zhuangui/protocol/db/open-db.ts';
import { batchLimits, parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import { headBytes } from '@zhuangui/protocol/journal-chain.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { expect, it, vi } from 'vitest';
import { counter, door, orderId, paid, storeBench } from './journal-bench.ts';

const noteTable: Migration = {
  id: 401,
  name: 'note',
  statements: ['CREATE TABLE note (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
};
const withCode = (code: string) => expect.objectContaining({ name: 'JournalError', code });
const allLines = (journal: Journal) => journal.linesAfter(0, 100_000, Number.MAX_SAFE_INTEGER);

/** The chain computed here from the bytes alone, by the words of the design. */
function headFromBytes(id: string, lines: readonly { bytes: Uint8Array }[]): string {
  let hash = createHash('sha256').update(`zhuangui-journal-v1\n${counter}\n${id}\n`).digest();
  for (const { bytes } of lines)
    hash = createHash('sha256')
      .update(Buffer.concat([hash, bytes]))
      .digest();
  return hash.toString('hex');
}

async function limitPages(db: Db, spare: number): Promise<void> {
  const [row] = await db.query<{ page_count: number }>('PRAGMA page_count');
  await db.query(`PRAGMA max_page_count = ${row!.page_count + spare}`);
}

/** A reserve whose space is pages of the database: the `full` is SQLite's own. */
function pageReserve(store: () => CounterStore): Reserve & { held: boolean } {
  return {
    held: true,
    ok() {
      return this.held;
    },
    async release() {
      const had = this.held;
      this.held = false;
      if (had) await limitPages(store().db, 40);
      return had;
    },
    async refresh() {
      this.held = true;
    },
  };
}

export function journalContract(engine: DbEngine): void {
  const bench = storeBench(engine);

  it('[JRN-1] begins with a boot line and goes on where it stopped', async () => {
    const first = await bench.open();
    expect(first.boot).toMatchObject({
      seq: 1,
      kind: 'boot',
      reason: 'first-start',
      journal: first.journal.id,
    });
    await first.journal.append([paid(), door()]);
    const before = { id: first.journal.id, head: first.journal.head(), lines: await allLines(first.journal) };
    await first.close();
    const second = await bench.open();
    expect(second.journal.id).toBe(before.id);
    expect(second.boot).toMatchObject({ seq: 4, reason: 'start' });
    expect(second.salvaged).toBeUndefined();
    expect((await allLines(second.journal)).slice(0, 3)).toEqual(before.lines);
    expect(await second.journal.hashAt(3)).toBe(before.head.hash);
  });

  it('[JRN-2] hashes exactly the bytes it stores, and gives them back unchanged', async () => {
    const { journal } = await bench.open();
    bench.clock().tick(1234);
    const written = await journal.append([paid(), door(false)]);
    const lines = await allLines(journal);
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(headFromBytes(journal.id, lines)).toBe(journal.head().hash);
    expect(lines.slice(1).map(({ bytes }) => decodeLine(bytes))).toEqual(
      written.map((value) => ({ ok: true, value })),
    );
    expect(written[0]).toMatchObject({ seq: 2, at: bench.clock().nowMs(), up: 1234 });
    expect(await journal.hashAt(0)).toBe(headFromBytes(journal.id, []));
    expect(await journal.hashAt(2)).toBe(headFromBytes(journal.id, lines.slice(0, 2)));
    expect(await journal.hashAt(4)).toBeUndefined();
  });

  it('[JRN-1] writes its lines and what goes with them, or neither', async () => {
    const { journal, db } = await bench.open({ migrations: { sale: [noteTable] } });
    const before = journal.head();
    const heard = vi.fn();
    journal.onAppended(heard);
    const failing = journal.append([paid()], async (tx) => {
      await tx.run("INSERT INTO note VALUES (1, 'half')");
      throw new Error('the caller changed its mind');
    });
    await expect(failing).rejects.toThrow('the caller changed its mind');
    expect(journal.head()).toEqual(before);
    expect(heard).not.toHaveBeenCalled();
    expect(await db.query('SELECT * FROM note')).toEqual([]);
    await journal.append([paid()], async (tx, lines) => {
      await tx.run('INSERT INTO note VALUES (?, ?)', [lines[0]!.seq, 'whole']);
    });
    expect(await db.query('SELECT * FROM note')).toEqual([{ seq: 2, text: 'whole' }]);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await verifyJournal(db, { counter })).toMatchObject({ state: 'ok', head: journal.head() });
  });

  it('[JRN-1] keeps the order of appends that nobody waits for, also around one that fails', async () => {
    const { journal } = await bench.open();
    const heard: number[] = [];
    const stop = journal.onAppended((lines) => heard.push(...lines.map(({ seq }) => seq)));
    const orders = Array.from({ length: 40 }, orderId);
    const results = await Promise.allSettled(
      orders.map((order, index) =>
        journal.append([paid(order)], async () => {
          if (index === 20) throw new Error('no');
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    const kept = (await allLines(journal)).slice(1).map(({ bytes }) => {
      const line = decodeLine(bytes);
      return line.ok && line.value.kind === 'paid' ? line.value.order : undefined;
    });
    expect(kept).toEqual(orders.filter((_, index) => index !== 20));
    expect(heard).toEqual(Array.from({ length: 39 }, (_, index) => index + 2));
    stop();
    await journal.append([door()]);
    expect(heard).toHaveLength(39);
  });

  it('refuses an append inside an append instead of waiting for ever', async () => {
    const { journal } = await bench.open();
    const nested = journal.append([door()], async () => void (await journal.append([door()])));
    await expect(nested).rejects.toEqual(withCode('misuse'));
    expect(journal.head().seq).toBe(1);
    await journal.append([door()]);
    expect(journal.head().seq).toBe(2);
  });

  it('[JRN-4] refuses lines over the limit, of unknown kind or shape, and writes nothing of the append', async () => {
    const { journal } = await bench.open();
    const permit = { ...permitOf(), entry: 'E'.repeat(40), lot: '批'.repeat(40) };
    const items = Array.from({ length: 5 }, (_, index) => ({
      item: index + 1,
      slot: 1,
      entry: permit.entry,
      lot: permit.lot,
      priceFen: 1,
      permit,
    }));
    const order: LineBody = { kind: 'order', order: orderId(), items, totalFen: 5, method: 'test' };
    await journal.append([order]);
    const unknown = { kind: 'gossip', text: 'x' } as unknown as LineBody;
    const extra = { ...door(), colour: 'red' } as unknown as LineBody;
    const long: LineBody = { kind: 'ticket', code: 'long', detail: '长'.repeat(301) };
    for (const body of [unknown, extra, long]) {
      await expect(journal.append([door(), body])).rejects.toEqual(withCode('invalid'));
    }
    expect(journal.head().seq).toBe(2);
    expect(journal.writable()).toBe(true);
  });

  it('[JRN-1] a line never changes and never goes', async () => {
    const { db } = await bench.open();
    await expect(db.run("UPDATE journal_line SET kind = 'x'")).rejects.toThrow('never changes');
    await expect(db.run('DELETE FROM journal_line')).rejects.toThrow('never deleted');
  });

  it('[JRN-3] cuts signed batches within the limits and nothing beyond the head', async () => {
    const key = newJournalKey();
    const { journal } = await bench.open({ key });
    await journal.append(Array.from({ length: 1200 }, () => paid()));
    const spki = createPublicKey({ key: Buffer.from(key.publicKey, 'base64'), format: 'der', type: 'spki' });
    const seen: Uint8Array[] = [];
    let after = 0;
    for (let batch = await nextBatch(journal, after); batch; batch = await nextBatch(journal, after)) {
      const parsed = parseBatch(batch.bytes);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      const { header, lines } = parsed.value;
      expect(header).toMatchObject({
        from: after + 1,
        to: batch.to,
        prev: headFromBytes(journal.id, asLines(seen)),
      });
      seen.push(...lines);
      expect(header.head).toBe(headFromBytes(journal.id, asLines(seen)));
      const signed = headBytes(counter, journal.id, header.to, header.head);
      expect(verify(null, signed, spki, Buffer.from(header.sig, 'base64'))).toBe(true);
      after = batch.to;
    }
    expect(after).toBe(1201);
    const small = await nextBatch(journal, 10, { linesMax: 500, bytesMax: 4000 });
    expect(small!.bytes.length).toBeLessThanOrEqual(4000);
    expect(await nextBatch(journal, 1201)).toBeUndefined();
    expect(await nextBatch(journal, 5000)).toBeUndefined();
    const tight = await nextBatch(journal, 0, { ...batchLimits, linesMax: 3 });
    expect(tight!.to).toBe(3);
  });

  it('[JRN-7] closes what was begun out of the reserve when the disk is full, and starts no new sale', async () => {
    let store: CounterStore | undefined;
    const reserve = pageReserve(() => store!);
    store = await bench.open({ reserve, reserveEveryMs: 1000 });
    const { journal, db } = store;
    await limitPages(db, 0);
    const many = Array.from({ length: 60 }, () => paid());
    await journal.append(many);
    expect(journal.head().seq).toBe(61);
    expect(reserve.held).toBe(false);
    expect(journal.writable()).toBe(false);
    await limitPages(db, 0);
    await expect(journal.append([...many, ...many])).rejects.toEqual(withCode('full'));
    expect(journal.head().seq).toBe(61);
    expect(await verifyJournal(db, { counter })).toMatchObject({ state: 'ok', head: { seq: 61 } });
    await limitPages(db, 1000);
    bench.clock().tick(1000);
    await vi.waitFor(() => expect(journal.writable()).toBe(true));
    await journal.append(many);
    expect(journal.head().seq).toBe(121);
  });

  it('[JRN-10] a second owner is told, and the file stays where it is', async () => {
    const { journal } = await bench.open();
    await journal.append([door()]);
    await bench.open({ sqlite: { busyTimeoutMs: 20 } }).then(
      () => expect.unreachable('opened twice'),
      (error) => expect(error).toEqual(withCode('locked')),
    );
    await journal.append([door()]);
    expect(journal.head().seq).toBe(3);
  });

  it('refuses appends after it was closed', async () => {
    const { journal } = await bench.open();
    const last = journal.append([door()]);
    await journal.close();
    await last;
    expect(journal.writable()).toBe(false);
    await expect(journal.append([door()])).rejects.toEqual(withCode('closed'));
  });
}

const asLines = (seen: readonly Uint8Array[]) => seen.map((bytes) => ({ bytes }));

function permitOf() {
  return {
    entry: 'E1',
    lot: 'L1',
    certificate: 'E1',
    catalogVersion: 1,
    withdrawalsVersion: 1,
    channelsVersion: 1,
    freshness: 'green' as const,
    priceBand: { minFen: 1, maxFen: 100 },
    lists: 'a'.repeat(64),
  };
}
