import type { Queries } from './db.ts';
import { DbError } from './db-error.ts';

/** What a check of the file found. `problems` are SQLite's own words, empty when `ok`. */
export interface IntegrityReport {
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/**
 * Checks the structure of the file: 'quick' skips the comparison of tables with their indexes. Neither sees a
 * changed byte inside a value: that is what the journal's hash chain is for. Damage is reported, not thrown.
 */
export async function integrityCheck(
  db: Queries,
  depth: 'quick' | 'full' = 'full',
): Promise<IntegrityReport> {
  const pragma = depth === 'quick' ? 'quick_check' : 'integrity_check';
  try {
    const rows = await db.query<Record<string, string>>(`PRAGMA ${pragma}`);
    const problems = rows.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok');
    return { ok: problems.length === 0, problems };
  } catch (error) {
    if (error instanceof DbError && error.code === 'corrupt') return { ok: false, problems: [error.message] };
    throw error;
  }
}

/** How far a checkpoint came, in pages of the write-ahead log. */
export interface CheckpointReport {
  /** False when a reader on another connection kept it from finishing. */
  readonly complete: boolean;
  readonly logPages: number;
  readonly checkpointedPages: number;
}

/** Folds the write-ahead log into the file and, with 'truncate', empties it; meant for idle times. */
export async function checkpoint(
  db: Queries,
  mode: 'passive' | 'truncate' = 'truncate',
): Promise<CheckpointReport> {
  const name = mode === 'passive' ? 'PASSIVE' : 'TRUNCATE';
  const rows = await db.query<{ busy: number; log: number; checkpointed: number }>(
    `PRAGMA wal_checkpoint(${name})`,
  );
  const { busy, log, checkpointed } = rows[0] ?? { busy: 0, log: 0, checkpointed: 0 };
  return { complete: busy === 0 && log <= checkpointed, logPages: log, checkpointedPages: checkpointed };
}
