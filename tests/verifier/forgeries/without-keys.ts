// Forgeries by somebody who has the files and no key.
import { generateKeyPairSync, sign } from 'node:crypto';
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { memorySigner } from '../../../hub/catalog/keys.ts';
import { at, counter, type Forgery, newest, signedOf, soldByCode, versions, withLine } from './forgery.ts';

export const withoutKeys: Forgery[] = [
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
