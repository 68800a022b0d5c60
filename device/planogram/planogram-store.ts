// The planogram in the journal's database, changed only inside the transaction that appends the lines (SALE-20).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { applyLine, type SlotRecord, type SlotRecords, slotOfLine } from './apply-line.ts';
import { projectOpenRestock } from './open-restock.ts';

/** Numbers 300 to 399 belong to the planogram. */
export const planogramMigrations: readonly Migration[] = [
  {
    id: 300,
    name: 'planogram-slot',
    statements: [
      `CREATE TABLE planogram_slot (
        slot INTEGER PRIMARY KEY,
        entry TEXT,
        lot TEXT,
        made_on TEXT,
        best_before TEXT,
        count INTEGER,
        capacity INTEGER,
        price_fen INTEGER,
        locked TEXT,
        faulty TEXT
      ) STRICT`,
    ],
  },
  {
    id: 301,
    name: 'open-restock',
    statements: [
      `CREATE TABLE open_restock (
        session TEXT PRIMARY KEY,
        operator TEXT NOT NULL
      ) STRICT`,
    ],
  },
];

interface Row {
  slot: number;
  entry: string | null;
  lot: string;
  made_on: string;
  best_before: string;
  count: number;
  capacity: number;
  price_fen: number;
  locked: string | null;
  faulty: string | null;
}

function recordOf(row: Row): SlotRecord {
  const { slot, entry, lot, count, capacity } = row;
  const record: SlotRecord = { slot };
  if (entry !== null) {
    const days = { madeOn: row.made_on, bestBefore: row.best_before };
    record.goods = { entry, lot, ...days, count, capacity, priceFen: row.price_fen };
  }
  if (row.locked !== null) record.locked = row.locked;
  if (row.faulty !== null) record.faulty = row.faulty;
  return record;
}

const columns = 'slot, entry, lot, made_on, best_before, count, capacity, price_fen, locked, faulty';

async function write(tx: Queries, record: SlotRecord): Promise<void> {
  const { slot, goods, locked, faulty } = record;
  await tx.run(`INSERT OR REPLACE INTO planogram_slot (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    slot,
    goods?.entry ?? null,
    goods?.lot ?? null,
    goods?.madeOn ?? null,
    goods?.bestBefore ?? null,
    goods?.count ?? null,
    goods?.capacity ?? null,
    goods?.priceFen ?? null,
    locked ?? null,
    faulty ?? null,
  ]);
}

async function read(tx: Queries, slots: readonly number[]): Promise<SlotRecords> {
  const marks = slots.map(() => '?').join(', ');
  const rows = await tx.query<Row>(`SELECT ${columns} FROM planogram_slot WHERE slot IN (${marks})`, slots);
  return new Map(rows.map((row) => [row.slot, recordOf(row)]));
}

/** Brings the table up to date with lines that are being appended; call it inside their transaction. */
export async function projectPlanogram(tx: Queries, lines: readonly Line[]): Promise<void> {
  await projectOpenRestock(tx, lines);
  const touched = new Set(lines.map(slotOfLine).filter((slot) => slot !== undefined));
  if (touched.size === 0) return;
  const before = await read(tx, [...touched]);
  const after = lines.reduce(applyLine, before);
  for (const [slot, record] of after) {
    if (record !== before.get(slot)) await write(tx, record);
  }
}

/** The whole planogram, read once at start. */
export async function loadPlanogram(queries: Queries): Promise<SlotRecords> {
  const rows = await queries.query<Row>(`SELECT ${columns} FROM planogram_slot ORDER BY slot`);
  return new Map(rows.map((row) => [row.slot, recordOf(row)]));
}

/** Rebuilds the table from lines saved out of a damaged journal, oldest first; what it held before is gone. */
export async function replayPlanogram(tx: Queries, lines: readonly Line[]): Promise<void> {
  const empty: SlotRecords = new Map();
  await tx.run('DELETE FROM planogram_slot');
  await tx.run('DELETE FROM open_restock');
  await projectOpenRestock(tx, lines);
  for (const record of lines.reduce(applyLine, empty).values()) await write(tx, record);
}
