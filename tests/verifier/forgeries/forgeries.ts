// The forgeries: each changes a true export in one way, and says which rule has to name it, and where.
import { generateKeyPairSync, sign } from 'node:crypto';
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { signCheckpoint } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { rootOfLeaves } from '@zhuangui/protocol/tlog/tree.ts';
import { memorySigner } from '../../../hub/catalog/keys.ts';
import type { VerifyOptions } from '../../../verifier/verify.ts';
import type { DayResult } from '../day/day.ts';
import type { Forger, LineOf } from './forger.ts';

/** What must be among the violations; fields that are not said may be anything. */
export interface Expected {
  rule: string;
  counter?: string;
  seq?: number;
  order?: string;
  file?: string;
}
export interface Forgery {
  name: string;
  forge(forger: Forger, day: DayResult): Promise<Expected[]> | Expected[];
  /** What the auditor brought along. */
  options?(day: DayResult): VerifyOptions;
}

const counter = 'd-0001';
const at = <K extends Line['kind']>(
  lines: readonly Line[],
  kind: K,
  fits: (line: LineOf<K>) => boolean = () => true,
) => {
  const index = lines.findIndex((line) => line.kind === kind && fits(line as LineOf<K>));
  if (index < 0) throw new Error(`the day has no such ${kind}`);
  return { index, line: lines[index] as LineOf<K>, seq: index + 1 };
};
const soldByCode = (line: LineOf<'outcome'>) => line.outcome === 'delivered' && line.method !== 'cash';
const withLine = (lines: readonly Line[], index: number, line: Line): Line[] =>
  lines.map((one, each) => (each === index ? line : one));

/** Everything an order says, changed the same way in all its lines. */
const inOrder = (lines: readonly Line[], order: string, change: (line: Line) => Line): Line[] =>
  lines.map((line) => ('order' in line && line.order === order ? change(line) : line));

/** The order of a sale by code with one item that stands after line `from`. */
function oneItemSale(lines: readonly Line[], from = 0): { order: string; seq: number } {
  const single = lines.filter(
    (line): line is LineOf<'order'> => line.kind === 'order' && line.items.length === 1 && line.seq > from,
  );
  const sold = single.find(({ order }) =>
    lines.some((line) => line.kind === 'outcome' && line.order === order && line.outcome === 'delivered'),
  );
  if (!sold) throw new Error('no sale of one item after this line');
  return { order: sold.order, seq: sold.seq };
}

const withoutKeys: Forgery[] = [
  {
    name: 'a sale is added',
    forge(forger) {
      const lines = forger.lines(counter);
      const { index, line, seq } = at(lines, 'outcome', soldByCode);
      const added = { ...line, seq: seq + 1, item: 1, order: `o${'f'.repeat(24)}` } as Line;
      forger.writeLines(counter, [...lines.slice(0, index + 1), added, ...lines.slice(index + 1)]);
      return [
        { rule: 'order-state', counter, seq: seq + 1, order: `o${'f'.repeat(24)}` },
        { rule: 'chain-broken', counter, seq: seq + 2 },
      ];
    },
  },
  {
    name: 'a sale is removed',
    forge(forger) {
      const lines = forger.lines(counter);
      const { index, seq } = at(lines, 'outcome', soldByCode);
      forger.writeLines(
        counter,
        lines.filter((_, each) => each !== index),
      );
      return [{ rule: 'chain-broken', counter, seq }];
    },
  },
  {
    name: 'a sale is changed',
    forge(forger) {
      const lines = forger.lines(counter);
      const { index, line, seq } = at(lines, 'outcome', soldByCode);
      forger.writeLines(counter, withLine(lines, index, { ...line, priceFen: line.priceFen - 100 }));
      return [
        { rule: 'order-goods', counter, seq, order: line.order },
        { rule: 'chain-hash', counter },
      ];
    },
  },
  {
    name: 'two lines are put in another order',
    forge(forger) {
      const lines = forger.lines(counter);
      const { index, seq } = at(lines, 'dispensing');
      const swapped = [...lines];
      [swapped[index], swapped[index + 1]] = [lines[index + 1]!, lines[index]!];
      forger.writeLines(counter, swapped);
      return [{ rule: 'chain-broken', counter, seq }];
    },
  },
  {
    name: 'a journal is cut at its end',
    forge(forger) {
      const lines = forger.lines(counter);
      const { journal } = forger.index(counter);
      const heads = forger.rows(exportPaths.heads(counter, journal)) as { to: number; head: string }[];
      const kept = heads.slice(0, -1);
      const { to, head } = kept.at(-1)!;
      forger.writeRows(exportPaths.heads(counter, journal), kept);
      forger.writeLines(counter, lines.slice(0, to));
      forger.writeRows(
        exportPaths.journals,
        forger
          .rows(exportPaths.journals)
          .map((row) => (row['counter'] === counter ? { ...row, to, head } : row)),
      );
      return [{ rule: 'log-head', counter, seq: lines.length }];
    },
  },
  {
    name: 'a whole journal is left out',
    forge(forger) {
      const { journal, to } = forger.index(counter);
      forger.remove(exportPaths.journal(counter, journal));
      forger.remove(exportPaths.heads(counter, journal));
      forger.writeRows(
        exportPaths.journals,
        forger.rows(exportPaths.journals).filter((row) => row['counter'] !== counter),
      );
      return [{ rule: 'log-head', counter, seq: to }];
    },
  },
  {
    name: 'the journals of two counters are exchanged',
    forge(forger, day) {
      const other = day.counters[1]!;
      const [mine, theirs] = [forger.index(counter), forger.index(other)];
      const paths = [exportPaths.journal, exportPaths.heads] as const;
      for (const path of paths) {
        const [a, b] = [forger.read(path(counter, mine.journal)), forger.read(path(other, theirs.journal))];
        forger.write(path(counter, mine.journal), b);
        forger.write(path(other, theirs.journal), a);
      }
      const rows = forger.rows(exportPaths.journals).map((row) => {
        const from = row['counter'] === counter ? theirs : row['counter'] === other ? mine : undefined;
        return from ? { ...row, from: from.from, prev: from.prev, to: from.to, head: from.head } : row;
      });
      forger.writeRows(exportPaths.journals, rows);
      return [
        { rule: 'journal-foreign', counter },
        { rule: 'journal-foreign', counter: other },
      ];
    },
  },
  {
    name: 'a chain is hashed anew by a thief without the key',
    forge(forger) {
      const lines = forger.lines(counter);
      const { index, line } = at(lines, 'restock');
      forger.rechain(counter, withLine(lines, index, { ...line, operator: '999' } as Line));
      return [{ rule: 'head-unsigned', counter, seq: lines.length }];
    },
  },
  {
    name: 'a journal is signed with another key, and that key is put in place of the counter’s',
    forge(forger) {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const stranger = {
        publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
        sign: (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64'),
      };
      const lines = forger.lines(counter);
      forger.rechain(counter, lines, stranger as never);
      const rows = forger
        .rows(exportPaths.counters)
        .map((row) =>
          row['counter'] === counter
            ? { ...row, keys: (row['keys'] as object[]).map((key) => ({ ...key, key: stranger.publicKey })) }
            : row,
        );
      forger.writeRows(exportPaths.counters, rows);
      return [{ rule: 'log-head', counter, seq: lines.length }];
    },
  },
  {
    name: 'a journal is signed with another key',
    forge(forger) {
      const { privateKey } = generateKeyPairSync('ed25519');
      const lines = forger.lines(counter);
      forger.rechain(counter, lines, {
        sign: (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64'),
      } as never);
      return [{ rule: 'head-unsigned', counter, seq: lines.length }];
    },
  },
  {
    name: 'a line of a bill is taken out',
    forge(forger) {
      const { file } = forger.rows(exportPaths.bills).find(({ method }) => method === 'wechat') as {
        file: string;
      };
      const lines = forger.read(file).toString('utf8').split('\r\n');
      const gone = lines.findIndex((line) => line.includes(',`SUCCESS,`'));
      forger.write(file, lines.filter((_, index) => index !== gone).join('\r\n'));
      return [{ rule: 'file-unreadable', file }];
    },
  },
  {
    name: 'a line of a bill is taken out and its summary made to fit',
    forge(forger, day) {
      const { file } = forger.rows(exportPaths.bills).find(({ method }) => method === 'wechat') as {
        file: string;
      };
      const lines = forger.read(file).toString('utf8').split('\r\n');
      const paid = new Set(
        day.counters
          .flatMap((one) => forger.lines(one))
          .flatMap((line) => (line.kind === 'paid' ? [line.order] : [])),
      );
      const orderIn = (line: string) => /`(o[0-9a-f]{24}),/.exec(line)?.[1] ?? '';
      const gone = lines.findIndex((line) => line.includes(',`SUCCESS,`') && paid.has(orderIn(line)));
      const order = orderIn(lines[gone]!);
      const amount = Number(lines[gone]!.split(',`')[24]);
      const sums = lines[lines.length - 2]!.split(',`');
      sums[0] = `\`${Number(sums[0]!.slice(1)) - 1}`;
      sums[5] = (Number(sums[5]) - amount).toFixed(2);
      lines[lines.length - 2] = sums.join(',`');
      forger.write(file, lines.filter((_, index) => index !== gone).join('\r\n'));
      return [{ rule: 'bill-missing', order }];
    },
  },
  {
    name: 'a total of the hub is made larger',
    forge(forger) {
      const rows = forger.rows(exportPaths.totals);
      const row = rows.find(({ sales }) => Number(sales) > 0)!;
      row['sales'] = Number(row['sales']) + 1;
      row['salesFen'] = Number(row['salesFen']) + 1000;
      forger.writeRows(exportPaths.totals, rows);
      return [{ rule: 'hub-total', counter: String(row['counter']) }];
    },
  },
  {
    name: 'a leaf of the log is taken out',
    forge(forger) {
      const leaves = forger.rows(exportPaths.leaves(1));
      forger.writeRows(
        exportPaths.leaves(1),
        leaves.filter((_, index) => index !== 3).map((row, index) => ({ ...row, index })),
      );
      return [{ rule: 'log-root', file: exportPaths.leaves(1) }];
    },
  },
  {
    name: 'a withdrawal is hidden',
    forge(forger) {
      const hidden = newest(forger, 'withdrawals');
      const gone = new Set([`withdrawals ${hidden}`]);
      for (const role of ['snapshot', 'timestamp'])
        for (const version of versions(forger, role)) {
          const { meta } = signedOf(forger, role, version) as { meta: Record<string, { version: number }> };
          const names =
            role === 'snapshot'
              ? meta['withdrawals.json']?.version === hidden
              : gone.has(`snapshot ${meta['snapshot.json']?.version}`);
          if (names) gone.add(`${role} ${version}`);
        }
      for (const one of gone) {
        const [role = '', version] = one.split(' ');
        forger.remove(exportPaths.metadata(role, Number(version)));
      }
      forger.writeRows(
        exportPaths.published,
        forger.rows(exportPaths.published).filter(({ role, version }) => !gone.has(`${role} ${version}`)),
      );
      const applied = forger
        .lines(counter)
        .find((line) => line.kind === 'lists' && line.versions.withdrawals === hidden)!;
      return [
        { rule: 'lists-unknown', counter, seq: applied.seq },
        { rule: 'log-list', file: exportPaths.metadata('withdrawals', hidden) },
      ];
    },
  },
  {
    name: 'the root is another one than the auditor’s',
    options: (day) => ({ root: `${day.export}-root.json` }),
    forge(forger) {
      const path = exportPaths.metadata('root', 1);
      const thief = memorySigner();
      forger.resign(
        path,
        (signed) => ({ ...signed, expires: '2040-01-01T00:00:00Z' }),
        thief.keyId,
        thief.sign,
      );
      return [{ rule: 'root-replaced', file: path }];
    },
  },
  {
    name: 'a second root is signed by nobody the first one names',
    forge(forger) {
      const path = exportPaths.metadata('root', 2);
      const thief = memorySigner();
      forger.resign(path, (signed) => signed, thief.keyId, thief.sign);
      return [{ rule: 'root-chain', file: path }];
    },
  },
  {
    name: 'a certified price is changed in a chunk',
    forge(forger) {
      const file = forger
        .files()
        .find((path) => path.startsWith('content/') && forger.read(path).includes('"maxFen":1500'))!;
      forger.write(file, forger.read(file).toString('utf8').replace('"maxFen":1500', '"maxFen":9500'));
      return [{ rule: 'list-content', file }];
    },
  },
];

const versions = (forger: Forger, role: string): number[] =>
  forger
    .files()
    .flatMap((path) =>
      path.startsWith(`metadata/${role}/`) ? [Number(/(\d+)\.json$/.exec(path)?.[1])] : [],
    );
const newest = (forger: Forger, role: string): number => Math.max(...versions(forger, role));
const signedOf = (forger: Forger, role: string, version: number) =>
  (
    JSON.parse(forger.read(exportPaths.metadata(role, version)).toString('utf8')) as {
      signed: Record<string, unknown>;
    }
  ).signed;

/** The thief holds a counter's own journal key. */
const withJournalKey: Forgery[] = [
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
const withHubKeys: Forgery[] = [
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
    options: (day) => ({ checkpoints: [newestCheckpoint(day)] }),
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

/** What a witness kept: the newest signed state of the honest log. */
export function newestCheckpoint(day: DayResult): string {
  return day.checkpoint;
}

export const forgeries: readonly Forgery[] = [...withoutKeys, ...withJournalKey, ...withHubKeys];
