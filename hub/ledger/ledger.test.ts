import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupTo } from '../store/backup.ts';
import { noonMs, openTestLedger, type TestLedger } from './testing/open-test-ledger.ts';
import { orderId, refundIdOf, SampleCounter, saleLines, sampleVersions } from './testing/sample-counter.ts';

let hub: TestLedger;
let counter: SampleCounter;

function known(id = 'c-001'): SampleCounter {
  const made = new SampleCounter(id);
  hub.keys.set(id, made.publicKey);
  return made;
}

beforeEach(async () => {
  hub = await openTestLedger();
  counter = known();
});
afterEach(async () => {
  await hub.stop();
  await hub.remove();
});

const exported = async (from: TestLedger, of: SampleCounter) => {
  const lines: string[] = [];
  for await (const part of from.ledger.exportJournal(of.counter, of.journal)) {
    lines.push(...part.lines.map((line) => Buffer.from(line).toString('latin1')));
  }
  return lines;
};
const written = (of: SampleCounter) => of.lines.map((line) => Buffer.from(line).toString('latin1'));

describe('uplink', () => {
  it('[LED-1] answers hello with the position, and every commit with the new one', async () => {
    await hub.ledger.hello(counter.counter, counter.hello());
    expect(hub.last(counter)).toMatchObject({ journal: counter.journal, seq: 0, hash: counter.hashes[0] });
    counter.sale('a', 'E-1', 1200, noonMs);
    expect(await hub.send(counter, counter.batch(1, 5))).toEqual({
      v: 1,
      journal: counter.journal,
      seq: 5,
      hash: counter.hashes[5],
      hubTime: noonMs,
    });
    expect(await exported(hub, counter)).toEqual(written(counter));
  });

  it('[LED-2] ignores an identical repeat, also of lines in the middle of what is stored', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    await hub.send(counter, counter.batch(1, 5), counter.batch(2, 3));
    expect(hub.positions.slice(-2).map(({ position }) => [position.seq, position.refused])).toEqual([
      [5, undefined],
      [5, undefined],
    ]);
    expect(await hub.ledger.totals()).toMatchObject({ sales: 1, salesFen: 1200 });
  });

  it('[LED-2] [LED-10] takes only the unknown part of an overlap, and exports exact lines with signed heads', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    counter.sale('b', 'E-1', 800, noonMs);
    await hub.send(counter, counter.batch(1, 7));
    expect(await hub.send(counter, counter.batch(3, 10))).toMatchObject({ seq: 10 });
    expect(hub.ledger.stats().uplink.overlaps).toBe(1);
    const heads: unknown[] = [];
    for await (const { from, to, head, sig } of hub.ledger.exportJournal('c-001', counter.journal)) {
      heads.push([from, to, head, sig]);
    }
    expect(heads).toEqual([
      [1, 7, counter.hashes[7], counter.sign(7)],
      [8, 10, counter.hashes[10], counter.sign(10)],
    ]);
    expect(await exported(hub, counter)).toEqual(written(counter));
    expect(await hub.ledger.totals()).toMatchObject({ sales: 2, salesFen: 2000 });
  });

  it('[LED-2] answers a gap with the position to go on from', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    expect(await hub.send(counter, counter.batch(3, 5))).toMatchObject({ seq: 0, refused: { code: 'gap' } });
    expect(await hub.send(counter, counter.batch(1, 5))).toMatchObject({ seq: 5 });
  });

  it('[LED-2] refuses lines that do not give their hash', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    const answer = await hub.send(counter, counter.batch(1, 5, { head: 'f'.repeat(64) }));
    expect(answer).toMatchObject({ seq: 0, refused: { code: 'bad-hash' } });
    expect(await hub.ledger.cases()).toMatchObject([{ kind: 'bad-hash', counter: 'c-001', journal: '' }]);
  });

  it('[LED-2] refuses a wrong signature and keeps the signed lines before it', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    const stranger = new SampleCounter('c-001');
    const forged = counter.batch(4, 5, { sig: stranger.sign(5, counter.hashes[5]) });
    const answer = await hub.send(counter, counter.batch(1, 2), counter.batch(3, 3), forged);
    expect(hub.positions.map(({ position }) => position.refused?.code)).toContain('bad-signature');
    expect(answer).toMatchObject({ seq: 3 });
    expect(await hub.send(counter, counter.batch(4, 5))).toMatchObject({ seq: 5, hash: counter.hashes[5] });
  });

  it('refuses unknown counters, garbage and long lines in band', async () => {
    const stranger = new SampleCounter('c-999');
    stranger.sale('a', 'E-1', 1, noonMs);
    expect(await hub.send(stranger, stranger.batch(1, 5))).toMatchObject({
      refused: { code: 'unknown-counter' },
    });
    expect(await hub.send(counter, Buffer.from('{"v":1}\n{}'))).toMatchObject({
      refused: { code: 'bad-batch' },
    });
    counter.sale('a', 'E-1', 1, noonMs);
    const long = Buffer.concat([counter.batch(1, 1), Buffer.alloc(9000, 0x20)]);
    expect(await hub.send(counter, long)).toMatchObject({
      journal: counter.journal,
      refused: { code: 'line-too-large' },
    });
    expect((await hub.ledger.positions()).length).toBe(0);
  });

  it('[LED-4] keeps the evidence of a fork, opens a case and freezes the journal', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    const clone = counter.restoredAt(3);
    clone.sale('other', 'E-2', 100, noonMs);
    expect(await hub.send(counter, clone.batch(4, 6))).toMatchObject({ seq: 5, refused: { code: 'fork' } });
    counter.sale('b', 'E-1', 1200, noonMs);
    expect(await hub.send(counter, counter.batch(6, 10))).toMatchObject({
      seq: 5,
      refused: { code: 'fork' },
    });
    expect(await hub.ledger.cases()).toMatchObject([{ kind: 'fork', counter: 'c-001', seq: 5 }]);
    const evidence = await hub.db.query<{ payload: Uint8Array }>('SELECT payload FROM fork_evidence');
    expect(evidence.map(({ payload }) => Buffer.from(payload))).toEqual([clone.batch(4, 6)]);
    expect((await hub.ledger.positions())[0]).toMatchObject({ seq: 5, frozen: true });
  });

  it('[LED-4] sees a fork inside what is stored, and one that shares the last line number only', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    counter.sale('b', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 10));
    const clone = counter.restoredAt(2);
    clone.sale('other', 'E-2', 100, noonMs);
    expect(await hub.send(counter, clone.batch(3, 4))).toMatchObject({ refused: { code: 'fork' } });
    expect(await hub.ledger.cases()).toMatchObject([{ kind: 'fork', seq: 4 }]);
  });

  it('[LED-4] asks for the signature before it believes a fork', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    const clone = counter.restoredAt(3);
    clone.sale('other', 'E-2', 100, noonMs);
    const forged = clone.batch(4, 6, { sig: counter.sign(5) });
    expect(await hub.send(counter, forged)).toMatchObject({ refused: { code: 'bad-signature' } });
    counter.sale('b', 'E-1', 1200, noonMs);
    expect(await hub.send(counter, counter.batch(6, 10))).toMatchObject({ seq: 10 });
  });

  it('[LED-4] tells a restored counter at hello: shorter is behind-hub, another hash is a fork', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    const restored = counter.restoredAt(3);
    await hub.ledger.hello('c-001', restored.hello());
    expect(hub.last(counter)).toMatchObject({ seq: 5, refused: { code: 'behind-hub' } });
    restored.append({ kind: 'door', open: true }, noonMs);
    await hub.ledger.hello('c-001', restored.hello());
    expect(hub.last(counter)).toMatchObject({ seq: 5, refused: { code: 'fork' } });
    expect((await hub.ledger.cases()).map(({ kind }) => kind)).toEqual(['fork', 'behind-hub']);
  });

  it('takes a new journal of a known counter', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    const second = new SampleCounter('c-001', 'second');
    hub.keys.set('c-001', second.publicKey);
    const previous = { journal: counter.journal, seq: 5, hash: counter.hashes[5]!, why: 'page 3 is damaged' };
    const boot = { journal: second.journal, agentVersion: '1', reason: 'journal-damaged' as const, previous };
    second.append({ kind: 'boot', ...boot }, noonMs);
    expect(await hub.send(second, second.batch(1, 1))).toMatchObject({ journal: second.journal, seq: 1 });
    expect((await hub.ledger.positions()).map(({ seq }) => seq)).toEqual([5, 1]);
    expect(await hub.ledger.cases()).toMatchObject([{ kind: 'journal-damaged', seq: 1 }]);
  });
});

describe('lines nobody expected', () => {
  it('[LED-6] are stored as they came, counted, and become one case', async () => {
    counter.appendBytes(Buffer.from('{"seq":1,"at":1,"up":1,"kind":"dance"}'));
    counter.appendBytes(Buffer.from([0xff, 0xfe, 0x7b]));
    counter.appendBytes(Buffer.from('{"seq":3,"at":5,"up":1,"kind":"outcome","outcome":"perhaps"}'));
    counter.appendBytes(Buffer.from('{"seq":9,"at":5,"up":1,"kind":"door","open":true}'));
    counter.append({ kind: 'door', open: false }, noonMs);
    expect(await hub.send(counter, counter.batch(1, 5))).toMatchObject({ seq: 5 });
    expect(await exported(hub, counter)).toEqual(written(counter));
    expect(hub.ledger.stats().uplink.badLines).toBe(4);
    expect(await hub.ledger.cases()).toMatchObject([{ kind: 'bad-line', seq: 0, times: 4 }]);
  });

  it('[LED-6] a line that names two kinds is read as a full parser reads it', async () => {
    const [, , , outcome] = saleLines(orderId('x'), 'E-1', 700);
    const text = JSON.stringify({ seq: 1, at: noonMs, up: 1, ...outcome });
    counter.appendBytes(
      Buffer.from(text.replace('"kind":"outcome"', '"kind":"door"').replace(/}$/, ',"kind":"outcome"}')),
    );
    await hub.send(counter, counter.batch(1, 1));
    expect(await hub.ledger.totals()).toMatchObject({ sales: 1, salesFen: 700 });
  });
});

describe('figures', () => {
  const refund = (order: string, state: 'due' | 'done') => ({
    kind: 'refund' as const,
    order,
    refund: refundIdOf(order, 1),
    item: 1,
    amountFen: 500,
    method: 'wechat' as const,
    state,
    reason: 'jam',
  });

  it('[LED-5] counts a refund once, under the entry of its order, on the day it was done', async () => {
    const order = orderId('r');
    const [asked, paid] = saleLines(order, 'E-7', 500);
    counter.append(asked!, noonMs);
    counter.append(paid!, noonMs);
    counter.append(refund(order, 'due'), noonMs);
    await hub.send(counter, counter.batch(1, 3));
    counter.append(refund(order, 'done'), noonMs);
    counter.append(refund(order, 'done'), noonMs);
    await hub.send(counter, counter.batch(4, 5));
    counter.append(refund(order, 'done'), noonMs);
    await hub.send(counter, counter.batch(6, 6));
    expect(await hub.ledger.totalsBy(['entry'])).toMatchObject([
      { entry: 'E-7', refunds: 1, refundsFen: 500, sales: 0 },
    ]);
    expect(await hub.ledger.pendingOrders()).toEqual([
      { counter: 'c-001', order, paidFen: 500, paidAtMs: noonMs },
    ]);
    counter.append({ kind: 'closed', order, paidFen: 500, deliveredFen: 0, refundedFen: 500 }, noonMs);
    await hub.send(counter, counter.batch(7, 7));
    expect(await hub.ledger.pendingOrders()).toEqual([]);
  });

  it('opens a case when paid is not delivered plus refunded, and for an unknown outcome', async () => {
    const order = orderId('m');
    const outcome = saleLines(order, 'E-7', 500)[3]!;
    counter.append({ ...outcome, outcome: 'unknown' } as typeof outcome, noonMs);
    counter.append({ kind: 'closed', order, paidFen: 500, deliveredFen: 0, refundedFen: 0 }, noonMs);
    await hub.send(counter, counter.batch(1, 2));
    expect((await hub.ledger.cases()).map(({ kind, seq }) => [kind, seq])).toEqual([
      ['money-mismatch', 2],
      ['outcome-unknown', 1],
    ]);
    expect(await hub.ledger.totals()).toMatchObject({ sales: 0, unknown: 1 });
  });

  it('shows refused attempts by point and reason, newest refusal first', async () => {
    const lists = sampleVersions;
    counter.append(
      { kind: 'refused', point: 'load', slot: 3, entry: 'E-9', reasons: ['not-certified'], lists },
      noonMs,
    );
    const reasons: ['product-withdrawn', 'lists-too-old'] = ['product-withdrawn', 'lists-too-old'];
    counter.append({ kind: 'refused', point: 'pay', slot: 4, reasons, lists }, noonMs + 1);
    await hub.send(counter, counter.batch(1, 2));
    expect(await hub.ledger.recentRefusals(5)).toEqual([
      { counter: 'c-001', seq: 2, atMs: noonMs + 1, point: 'pay', slot: 4, reasons },
      {
        counter: 'c-001',
        seq: 1,
        atMs: noonMs,
        point: 'load',
        slot: 3,
        entry: 'E-9',
        reasons: ['not-certified'],
      },
    ]);
    expect(await hub.ledger.refusedTotals({ day: dayOf(noonMs) })).toEqual([
      { point: 'load', reason: 'not-certified', attempts: 1 },
      { point: 'pay', reason: 'lists-too-old', attempts: 1 },
      { point: 'pay', reason: 'product-withdrawn', attempts: 1 },
    ]);
  });

  it('shows which lists a counter has confirmed and since when', async () => {
    const lists = { hash: 'b'.repeat(64), signedAt: noonMs, expiresAt: noonMs + 1000, timeFloor: noonMs };
    for (const withdrawals of [2, 3, 3]) {
      const versions = { ...sampleVersions, withdrawals };
      counter.append({ kind: 'lists', versions, ...lists, source: 'push' }, noonMs + counter.seq);
    }
    await hub.send(counter, counter.batch(1, 3));
    expect(await hub.ledger.confirmedVersions()).toMatchObject([
      {
        counter: 'c-001',
        versions: { withdrawals: 3 },
        effectiveAtMs: noonMs + 2,
        expiresAtMs: noonMs + 1000,
      },
    ]);
    expect(await hub.ledger.effectiveAt(3)).toEqual([{ counter: 'c-001', effectiveAtMs: noonMs + 1 }]);
  });

  it('[LED-7] dates what late lines change in a day that is over', async () => {
    const yesterday = addDays(dayOf(noonMs), -1);
    counter.sale('late', 'E-1', 300, noonMs - 86_400_000);
    counter.sale('today', 'E-1', 400, noonMs);
    await hub.send(counter, counter.batch(1, 10));
    expect(await hub.ledger.restatements()).toEqual([
      {
        day: yesterday,
        noticedOn: dayOf(noonMs),
        noticedAtMs: noonMs,
        sales: 1,
        salesFen: 300,
        refunds: 0,
        refundsFen: 0,
      },
    ]);
    expect(await hub.ledger.totals({ day: yesterday })).toMatchObject({ sales: 1, salesFen: 300 });
  });

  it('tells live views of every commit and pages through sales by cursor', async () => {
    const seen: number[] = [];
    hub.ledger.onCommitted(({ sales }) => seen.push(...sales.map(({ priceFen }) => priceFen)));
    for (const fen of [100, 200, 300]) counter.sale(`s${fen}`, 'E-1', fen, noonMs);
    await hub.send(counter, counter.batch(1, 15));
    expect(seen).toEqual([100, 200, 300]);
    const [first] = await hub.ledger.salesSince(0, 1);
    expect((await hub.ledger.salesSince(first!.id)).map(({ priceFen }) => priceFen)).toEqual([200, 300]);
    expect((await hub.ledger.recentSales(2)).map(({ priceFen }) => priceFen)).toEqual([300, 200]);
  });
});

describe('failures of the store', () => {
  it('[LED-9] a hub restarted after a commit whose position was lost answers with it again', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    await hub.stop();
    hub = await openTestLedger({ directory: hub.directory, keys: hub.keys });
    await hub.ledger.hello('c-001', counter.hello());
    expect(hub.last(counter)).toMatchObject({ seq: 5, hash: counter.hashes[5] });
    await hub.send(counter, counter.batch(1, 5));
    expect(await hub.ledger.totals()).toMatchObject({ sales: 1 });
  });

  it('[LED-9] an older copy of the database goes back, and the counter fills it up again', async () => {
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.send(counter, counter.batch(1, 5));
    const copies = await mkdtemp(join(tmpdir(), 'zhuangui-copy-'));
    await backupTo(hub.db, join(copies, 'old.db'));
    counter.sale('b', 'E-1', 800, noonMs);
    await hub.send(counter, counter.batch(6, 10));
    const restored = await openTestLedger({
      path: join(copies, 'old.db'),
      directory: copies,
      keys: hub.keys,
    });
    await restored.ledger.hello('c-001', counter.hello());
    expect(restored.last(counter)).toMatchObject({ seq: 5 });
    await restored.send(counter, ...counter.batchesAfter(5));
    expect(await exported(restored, counter)).toEqual(written(counter));
    expect(await restored.ledger.totals()).toMatchObject({ sales: 2, salesFen: 2000 });
    await restored.stop();
    await rm(copies, { recursive: true });
  });

  it('[LED-3] a failed commit leaves nothing, sends nothing, and the same lines pass later', async () => {
    let fail = true;
    const flaky = (db: Db): Db => ({
      query: (sql, params) => db.query(sql, params),
      run: (sql, params) => db.run(sql, params),
      close: () => db.close(),
      transaction: (work) =>
        db.transaction(async (tx) => {
          const result = await work(tx);
          if (fail) throw new Error('disk full');
          return result;
        }),
    });
    const store = await openTestLedger({ wrap: flaky, keys: hub.keys });
    counter.sale('a', 'E-1', 1200, noonMs);
    expect(await store.send(counter, counter.batch(1, 2), counter.batch(3, 5))).toBeUndefined();
    expect(await store.ledger.totals()).toMatchObject({ sales: 0 });
    fail = false;
    expect(await store.send(counter, counter.batch(1, 5))).toMatchObject({ seq: 5 });
    expect(await exported(store, counter)).toEqual(written(counter));
    await store.stop();
    await store.remove();
  });

  it('[LED-3] a listener that throws after a commit costs nobody a line', async () => {
    const gate = Promise.withResolvers<void>();
    let writes = 0;
    const slow = (db: Db): Db => ({
      query: (sql, params) => db.query(sql, params),
      run: (sql, params) => db.run(sql, params),
      close: () => db.close(),
      transaction: async (work) => {
        writes += 1;
        if (writes === 1) await gate.promise;
        return db.transaction(work);
      },
    });
    const store = await openTestLedger({ wrap: slow, keys: hub.keys, limits: { groupLinesMax: 5 } });
    store.ledger.onCommitted(() => {
      if (writes === 1) throw new Error('a view broke');
    });
    const other = known('c-002');
    for (const one of [counter, other]) one.sale('a', 'E-1', 500, noonMs);
    for (const one of [counter, other]) await store.ledger.hello(one.counter, one.hello());
    for (const one of [counter, other]) await store.ledger.batch(one.counter, one.batch(1, 5));
    await expect.poll(() => [writes, store.ledger.stats().queue.lines]).toEqual([1, 0]);
    gate.resolve();
    await store.ledger.idle();
    expect([store.last(counter)?.seq, store.last(other)?.seq]).toEqual([5, 5]);
    await store.stop();
    await store.remove();
  });

  it('[LED-3] lines lost before their commit are taken again, not held for repeats for ever', async () => {
    const broken = known('c-003');
    hub.keys.set(broken.counter, 'bm8ga2V5');
    broken.sale('a', 'E-1', 500, noonMs);
    counter.sale('a', 'E-1', 1200, noonMs);
    await hub.ledger.batch(broken.counter, broken.batch(1, 5));
    expect(await hub.send(counter, counter.batch(1, 5))).toMatchObject({ seq: 5 });
    hub.keys.set(broken.counter, broken.publicKey);
    expect(await hub.send(broken, broken.batch(1, 5))).toMatchObject({ seq: 5 });
  });

  it('[LED-8] stops taking lines while the store is slow, and takes all of them afterwards', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = (db: Db): Db => ({
      query: (sql, params) => db.query(sql, params),
      run: (sql, params) => db.run(sql, params),
      close: () => db.close(),
      transaction: async (work) => {
        await gate.promise;
        return db.transaction(work);
      },
    });
    const limits = { queueLinesMax: 20, groupLinesMax: 5 };
    const store = await openTestLedger({ wrap: slow, keys: hub.keys, limits });
    for (let n = 0; n < 40; n += 1) counter.sale(`s${n}`, 'E-1', 100, noonMs);
    const taken: number[] = [];
    const sends = counter.batchesAfter(0, 5).map(async (payload, at) => {
      await store.ledger.batch(counter.counter, payload);
      taken.push(at);
    });
    await expect.poll(() => store.ledger.stats().queue.outside).toBeGreaterThan(20);
    expect(store.ledger.stats().queue.lines).toBeLessThanOrEqual(20);
    expect(taken.length).toBeLessThan(10);
    gate.resolve();
    await Promise.all(sends);
    await store.ledger.idle();
    expect(taken).toEqual(Array.from({ length: 40 }, (_, at) => at));
    expect(store.last(counter)).toMatchObject({ seq: 200 });
    expect(await store.ledger.totals()).toMatchObject({ sales: 40 });
    await store.stop();
    await store.remove();
  });
});
