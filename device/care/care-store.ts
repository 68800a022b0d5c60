// Open faults and the warmth in the journal's database, changed inside the transaction that appends the lines (CARE-5).

import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { beginsChain } from '../journal/salvage-chain.ts';
import { applyCare, type CareRecords, isWarmCode, type OpenFault } from './care-lines.ts';

/** Numbers 700 to 799 belong to the care of the counter. */
export const careMigrations: readonly Migration[] = [
  {
    id: 700,
    name: 'care',
    statements: [
      `CREATE TABLE care_fault (
        code TEXT NOT NULL PRIMARY KEY, since_ms INTEGER NOT NULL, detail TEXT NOT NULL,
        goods TEXT, replaced INTEGER NOT NULL
      ) STRICT`,
      `CREATE TABLE care_warmth (
        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), since_ms INTEGER NOT NULL
      ) STRICT`,
      `CREATE TABLE care_read (
        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), at_ms INTEGER NOT NULL
      ) STRICT`,
    ],
  },
];

interface Row {
  code: string;
  since_ms: number;
  detail: string;
  goods: string | null;
  replaced: number;
}

const faultOf = (row: Row): OpenFault => ({
  code: row.code,
  sinceMs: row.since_ms,
  detail: row.detail,
  ...(row.goods === null ? {} : { goods: JSON.parse(row.goods) as NonNullable<OpenFault['goods']> }),
  ...(row.replaced === 1 ? { replaced: true } : {}),
});

/** What an earlier process left behind; read once at start. */
export interface StoredCare {
  records: CareRecords;
  /** Wall time of the last reading under a cold chain; undefined: there never was one. */
  readAtMs: number | undefined;
}

export async function loadCare(db: Queries): Promise<StoredCare> {
  const [read] = await db.query<{ at_ms: number }>('SELECT at_ms FROM care_read WHERE one = 1');
  return { records: await readRecords(db), readAtMs: read?.at_ms };
}

async function readRecords(db: Queries): Promise<CareRecords> {
  const rows = await db.query<Row>('SELECT code, since_ms, detail, goods, replaced FROM care_fault');
  const [warm] = await db.query<{ since_ms: number }>('SELECT since_ms FROM care_warmth WHERE one = 1');
  return { faults: new Map(rows.map((row) => [row.code, faultOf(row)])), warmSinceMs: warm?.since_ms };
}

const kinds: ReadonlySet<string> = new Set(['fault', 'temperature', 'restock', 'stock']);

/** Brings the tables up to date with lines that are being appended; call it inside their transaction. */
export async function projectCare(tx: Queries, lines: readonly Line[]): Promise<void> {
  if (!lines.some(({ kind }) => kinds.has(kind))) return;
  const before = await readRecords(tx);
  await write(tx, before, lines.reduce(applyCare, before));
}

async function write(tx: Queries, before: CareRecords, after: CareRecords): Promise<void> {
  for (const code of before.faults.keys()) {
    if (!after.faults.has(code)) await tx.run('DELETE FROM care_fault WHERE code = ?', [code]);
  }
  for (const [code, fault] of after.faults) {
    if (before.faults.get(code) !== fault) await writeFault(tx, fault);
  }
  if (after.warmSinceMs !== before.warmSinceMs) await writeWarmth(tx, after.warmSinceMs);
}

async function writeFault(tx: Queries, { code, sinceMs, detail, goods, replaced }: OpenFault): Promise<void> {
  await tx.run(
    'INSERT OR REPLACE INTO care_fault (code, since_ms, detail, goods, replaced) VALUES (?, ?, ?, ?, ?)',
    [code, sinceMs, detail, goods ? JSON.stringify(goods) : null, replaced ? 1 : 0],
  );
}

/** Also called with the true beginning of a warm spell, which is earlier than the line that reports it. */
export async function writeWarmth(tx: Queries, sinceMs: number | undefined): Promise<void> {
  if (sinceMs === undefined) await tx.run('DELETE FROM care_warmth');
  else await tx.run('INSERT OR REPLACE INTO care_warmth (one, since_ms) VALUES (1, ?)', [sinceMs]);
}

/**
 * Carries warm goods over from the good lines of a damaged journal, block by block; the first block starts anew. Faults
 * of the machine are not carried: they are found again by looking at it, and a fork ends with its journal (LINK-5).
 */
export async function replayCare(tx: Queries, lines: readonly Line[]): Promise<void> {
  if (beginsChain(lines)) {
    await tx.run('DELETE FROM care_fault');
    await tx.run('DELETE FROM care_warmth');
  }
  await projectCare(
    tx,
    lines.filter((line) => line.kind !== 'fault' || isWarmCode(line.code)),
  );
}

/** Stores when the temperature was last read, wall milliseconds: from then on a later start knows nothing (CARE-2). */
export async function writeReadAt(tx: Queries, atMs: number): Promise<void> {
  await tx.run('INSERT OR REPLACE INTO care_read (one, at_ms) VALUES (1, ?)', [Math.floor(atMs)]);
}
