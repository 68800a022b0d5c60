// Row 8: a closed database is spoilt in one place and opened as a counter opens it at its start. Whatever is not noticed
// must be free space: every row of every table reads as before.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { verifyJournal } from '../../../device/journal/verify.ts';
import type { FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { type Spoiling, spoil } from '../../../simulators/faults/spoil.ts';
import { salesJournal } from './sales-journal.ts';
import { seededDraw } from './seeded-draw.ts';

/** How many of a hundred that changed anything must be noticed (reliability, 2.4). */
const shares: Readonly<Record<Spoiling, number>> = { bit: 97, sector: 97, 'half-page': 97 };

/** Every row of every table: what is the same here is the same for whoever reads the file. */
async function fingerprint(path: string): Promise<string> {
  const db = await openDb({ engine: 'node:sqlite', path });
  try {
    const hash = createHash('sha256');
    const tables = await db.query<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
    for (const { name } of tables)
      for (const row of await db.query<object>(`SELECT * FROM "${name}"`)) hash.update(JSON.stringify(row));
    return hash.digest('hex');
  } catch (error) {
    return `unreadable: ${String(error)}`;
  } finally {
    await db.close();
  }
}

/** True when a start would not go on with this file. */
async function isNoticed(path: string, counter: string): Promise<boolean> {
  try {
    const db = await openDb({ engine: 'node:sqlite', path });
    try {
      return (await verifyJournal(db, { counter })).state !== 'ok';
    } finally {
      await db.close();
    }
  } catch {
    return true;
  }
}

async function spoiltRuns(
  good: Uint8Array,
  how: Spoiling,
  runs: number,
  counter: string,
  seed: number,
): Promise<FaultReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-spoil-'));
  const path = join(folder, 'counter.db');
  const draw = seededDraw(seed);
  const violations: string[] = [];
  let noticed = 0;
  let harmless = 0;
  try {
    writeFileSync(path, good);
    const whole = await fingerprint(path);
    for (let run = 0; run < runs; run += 1) {
      const spoilt = spoil(good, how, draw);
      writeFileSync(path, spoilt.bytes);
      if (await isNoticed(path, counter)) noticed += 1;
      else if ((await fingerprint(path)) === whole) harmless += 1;
      else violations.push(`${how} at ${spoilt.at}: not noticed, and what is read is other`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const percent = (100 * noticed) / Math.max(1, runs - harmless);
  if (percent < shares[how]) violations.push(`${how}: only ${percent.toFixed(1)} % noticed`);
  const figure = `${how}: ${noticed}/${runs} noticed, ${harmless} in free space, ${runs - noticed - harmless} silent`;
  return { runs, violations, figure };
}

const allRuns = { bit: 500, sector: 100, 'half-page': 100 } satisfies Record<Spoiling, number>;
const quickRuns = { bit: 60, sector: 15, 'half-page': 15 } satisfies Record<Spoiling, number>;

/** Every kind, over a journal that fills most of the file. */
export async function spoilMany({ quick, seed }: FaultContext): Promise<FaultReport[]> {
  const made = await salesJournal(undefined, quick ? 400 : 1500);
  try {
    const good = readFileSync(made.path);
    const reports: FaultReport[] = [];
    for (const [how, runs] of Object.entries(quick ? quickRuns : allRuns))
      reports.push(await spoiltRuns(good, how as Spoiling, runs, made.counter, seed));
    return reports;
  } finally {
    made.remove();
  }
}
