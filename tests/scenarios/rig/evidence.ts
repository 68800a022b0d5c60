// What the files say, read without any code of the agent or the hub: SQLite rows, hashes, the payment method's truth.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';

export interface JournalCopy {
  counter: string;
  journal: string;
  /** Exact bytes, in order. */
  lines: Buffer[];
  /** Hash of the last line as it is stored. */
  head: string;
}

/** A counter's journal out of its database; nobody else may have the file open. */
export function readCounterJournal(folder: string): JournalCopy {
  const db = new DatabaseSync(join(folder, 'counter.db'), { readOnly: true });
  try {
    const meta = db.prepare('SELECT id, counter FROM journal_meta').get() as { id: string; counter: string };
    const rows = db.prepare('SELECT seq, bytes, hash FROM journal_line ORDER BY seq').all() as {
      seq: number;
      bytes: Uint8Array;
      hash: Uint8Array;
    }[];
    if (rows.some(({ seq }, index) => seq !== index + 1)) throw new Error('the journal has a gap');
    const head = Buffer.from(rows.at(-1)?.hash ?? []).toString('hex');
    return {
      counter: meta.counter,
      journal: meta.id,
      lines: rows.map(({ bytes }) => Buffer.from(bytes)),
      head,
    };
  } finally {
    db.close();
  }
}

/** All journals a hub holds, out of its database. */
export function readHubJournals(path: string): JournalCopy[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const journals = db.prepare('SELECT key, counter, journal, hash FROM journal').all() as {
      key: number;
      counter: string;
      journal: string;
      hash: string;
    }[];
    const parts = db.prepare('SELECT bytes FROM journal_part WHERE journal_key = ? ORDER BY from_seq');
    return journals.map(({ key, counter, journal, hash }) => {
      const bytes = Buffer.concat(parts.all(key).map((row) => Buffer.from(row['bytes'] as Uint8Array)));
      return { counter, journal, lines: splitLines(bytes), head: hash };
    });
  } finally {
    db.close();
  }
}

/** Lines that end with a newline each, without it. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start !== bytes.length) throw new Error('the last line is torn');
  return lines;
}

/** The hash that the lines give, from the description of the chain alone. */
export function chainHead({ counter, journal, lines }: JournalCopy): string {
  const first = createHash('sha256').update(`zhuangui-journal-v1\n${counter}\n${journal}\n`).digest();
  return lines
    .reduce((hash, line) => createHash('sha256').update(hash).update(line).digest(), first)
    .toString('hex');
}

export const parsedLines = ({ lines }: JournalCopy): Line[] =>
  lines.map((line) => JSON.parse(line.toString('utf8')) as Line);

export interface Movements {
  order: string;
  chargedFen: number;
  refunds: { refund: string; amountFen: number }[];
}

/** The payment method's own file in a counter's folder. */
export const moneyFile = 'test-payments.ndjson';

/** What money moved, from the payment method's own file. */
export function readMoney(folder: string): Movements[] {
  const path = join(folder, moneyFile);
  if (!existsSync(path)) return [];
  const orders = new Map<string, Movements>();
  for (const line of splitLines(readFileSync(path))) {
    const { type, order, amountFen, refund } = JSON.parse(line.toString('utf8'));
    const one: Movements = orders.get(order) ?? { order, chargedFen: 0, refunds: [] };
    orders.set(order, one);
    if (type === 'charge') one.chargedFen += amountFen;
    if (type === 'refund') one.refunds.push({ refund, amountFen });
  }
  return [...orders.values()];
}
