// Forgeries by a thief: with the journal key of a counter, or with keys of the hub.
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { signCheckpoint } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { rootOfLeaves } from '@zhuangui/protocol/tlog/tree.ts';
import type { Forger, LineOf } from './forger.ts';
import {
  at,
  counter,
  type Forgery,
  inOrder,
  newest,
  oneItemSale,
  signedOf,
  soldByCode,
  withLine,
} from './forgery.ts';

/** The thief holds a counter's own journal key. */
export const withJournalKey: Forgery[] = [
  {
    name: 'a chain is hashed anew and signed with the stolen key',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const { index, line } = at(lines, 'restock');
      forger.rechain(
        counter,
        withLine(lines, index, { ...line, operator: '999' } as Line),
        await day.keys.journal(counter),
      );
      return [{ rule: 'log-head', counter, seq: lines.length }];
    },
  },
  {
    name: 'a refund is invented',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const { index, line, seq } = at(lines, 'outcome', soldByCode);
      const { order, item, method, priceFen: amountFen } = line;
      const refund = {
        ...line,
        kind: 'refund',
        order,
        refund: `r${order.slice(1)}-${item}`,
        item,
        amountFen,
        method,
        reason: 'moved',
      };
      const added = (['due', 'done'] as const).map((state) => {
        const {
          slot: _s,
          entry: _e,
          lot: _l,
          priceFen: _p,
          outcome: _o,
          detail: _d,
          status: _t,
          recovered: _r,
          ...rest
        } = refund as Record<string, unknown>;
        return { ...rest, state } as unknown as Line;
      });
      forger.rechain(
        counter,
        [...lines.slice(0, index + 1), ...added, ...lines.slice(index + 1)],
        await day.keys.journal(counter),
      );
      return [
        { rule: 'refund-rule', counter, seq: seq + 1, order },
        { rule: 'bill-missing', counter, seq: seq + 2, order },
        { rule: 'money-identity', counter, order },
      ];
    },
  },
  {
    name: 'a withdrawn product is sold with a permit made up for it',
    async forge(forger, day) {
      const sales = day.counters.flatMap((one) => salesUnderWithdrawal(forger, one));
      if (!sales[0]) throw new Error('the day has no sale while something was withdrawn');
      const { thief, line, entry } = sales[0];
      const made = <T extends { permit: object }>(item: T): T => ({
        ...item,
        entry,
        permit: { ...item.permit, entry, certificate: entry },
      });
      const change = (one: Line): Line => {
        if (one.kind === 'order')
          return { ...one, items: one.items.map((item) => (item.item === line.item ? made(item) : item)) };
        if (one.kind === 'dispensing' && one.item === line.item) return made(one);
        return one.kind === 'outcome' && one.item === line.item ? { ...one, entry } : one;
      };
      const lines = inOrder(forger.lines(thief), line.order, change);
      forger.rechain(thief, lines, await day.keys.journal(thief));
      return [{ rule: 'withdrawn', counter: thief, seq: line.seq, order: line.order }];
    },
  },
  {
    name: 'a price lies outside the certified band',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const { order, seq } = oneItemSale(lines);
      const change = (line: Line): Line => {
        if (line.kind === 'order')
          return { ...line, totalFen: 2500, items: line.items.map((item) => ({ ...item, priceFen: 2500 })) };
        if (line.kind === 'dispensing' || line.kind === 'outcome') return { ...line, priceFen: 2500 };
        if (line.kind === 'paid') return { ...line, amountFen: 2500 };
        return line.kind === 'closed' ? { ...line, paidFen: 2500, deliveredFen: 2500, refundedFen: 0 } : line;
      };
      forger.rechain(counter, inOrder(lines, order, change), await day.keys.journal(counter));
      return [{ rule: 'price-band', counter, seq, order }];
    },
  },
  {
    name: 'a permit names the certificate of another entry',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const { index, line, seq } = at(lines, 'dispensing');
      const permit = {
        ...line.permit,
        certificate: line.permit.certificate === 'NM000001' ? 'NM000002' : 'NM000001',
      };
      forger.rechain(counter, withLine(lines, index, { ...line, permit }), await day.keys.journal(counter));
      return [{ rule: 'permit-entry', counter, seq, order: line.order }];
    },
  },
  {
    name: 'a permit names lists that were in force before',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const lists = lines.filter((line): line is LineOf<'lists'> => line.kind === 'lists');
      const { index, line, seq } = at(lines, 'dispensing', ({ seq: own, permit }) =>
        lists.some((one) => one.seq < own && one.hash !== permit.lists),
      );
      const old = lists.find((one) => one.hash !== line.permit.lists)!;
      forger.rechain(
        counter,
        withLine(lines, index, { ...line, permit: { ...line.permit, lists: old.hash } }),
        await day.keys.journal(counter),
      );
      return [{ rule: 'permit-lists', counter, seq, order: line.order }];
    },
  },
  {
    name: 'a motor turns twice for one payment',
    async forge(forger, day) {
      const lines = forger.lines(counter);
      const { index, line, seq } = at(lines, 'dispensing');
      forger.rechain(
        counter,
        [...lines.slice(0, index + 1), line, ...lines.slice(index + 1)],
        await day.keys.journal(counter),
      );
      return [{ rule: 'order-state', counter, seq: seq + 1, order: line.order }];
    },
  },
];

/** Motors that were announced while other goods than theirs were withdrawn on that counter. */
function salesUnderWithdrawal(forger: Forger, thief: string) {
  const lines = forger.lines(thief);
  return lines.flatMap((line) => {
    if (line.kind !== 'dispensing') return [];
    const lists = lines.findLast(
      (one): one is LineOf<'lists'> => one.kind === 'lists' && one.seq < line.seq,
    )!;
    const entry = withdrawnIn(forger, lists.versions.withdrawals)[0];
    return entry === undefined || entry === line.entry ? [] : [{ thief, line, entry }];
  });
}

function withdrawnIn(forger: Forger, version: number): string[] {
  const { targets } = signedOf(forger, 'withdrawals', version) as {
    targets: Record<string, { hashes: { sha256: string } }>;
  };
  const list = forger.read(exportPaths.content(targets['withdrawals/products.json']!.hashes.sha256));
  return (JSON.parse(list.toString('utf8')) as { withdrawals: { entry: string }[] }).withdrawals.map(
    ({ entry }) => entry,
  );
}

/** The thief holds keys of the hub. */
export const withHubKeys: Forgery[] = [
  {
    name: 'a list is dated back with the stolen key of the timestamps',
    forge(forger, day) {
      const { timestamp } = day.keys.signers.online;
      const version = newest(forger, 'timestamp');
      const path = exportPaths.metadata('timestamp', version);
      const set = (signed: Record<string, unknown>) => ({
        ...signed,
        signedAt: Number(signed['signedAt']) - 40 * 3_600_000,
      });
      forger.resign(path, set, timestamp.keyId, timestamp.sign);
      const rows = forger
        .rows(exportPaths.published)
        .map((row) =>
          row['role'] === 'timestamp' && row['version'] === version
            ? { ...row, publishedAtMs: Number(row['publishedAtMs']) - 40 * 3_600_000 }
            : row,
        );
      forger.writeRows(exportPaths.published, rows);
      return [{ rule: 'list-time', file: path }];
    },
  },
  {
    name: 'the log is written anew without a journal’s head, with the stolen key of the log',
    options: (day) => ({ checkpoints: [day.checkpoint] }),
    forge(forger, day) {
      const path = exportPaths.leaves(1);
      const leaves = forger.rows(path).map((row) => Buffer.from(String(row['leaf']), 'base64'));
      const gone = leaves.findIndex((leaf) => leaf.includes(`"counter":"${counter}"`));
      const kept = leaves.filter((_, index) => index !== gone);
      forger.writeRows(
        path,
        kept.map((leaf, index) => ({ index, leaf: leaf.toString('base64') })),
      );
      const { publicKey, sign: signNote } = day.keys.log;
      const origin = String(forger.rows(exportPaths.logs)[0]!['origin']);
      const sizes = forger
        .rows(exportPaths.checkpoints(1))
        .map(({ size }) => Number(size))
        .filter((size) => size <= kept.length);
      const notes = [...new Set([...sizes, kept.length])].map((size) => {
        const root = rootOfLeaves(kept.slice(0, size).map((leaf) => leafHash(leaf)));
        const checkpoint = { origin, size, root, extensions: [] };
        return { size, note: signCheckpoint(checkpoint, { name: origin, publicKey }, signNote) };
      });
      forger.writeRows(exportPaths.checkpoints(1), notes);
      return [{ rule: 'log-fork' }];
    },
  },
];
