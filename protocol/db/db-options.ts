// pure

/** How to open a database; the same for every SQLite engine. Defaults are the measured choice (decision db-port). */
export interface SqliteOptions {
  /** File, or ':memory:'. */
  readonly path: string;
  /** Reads only, and by default beside another connection. */
  readonly readonly?: boolean;
  /** 'exclusive' (default): nobody else opens the file meanwhile. 'normal': others may, at the price of -shm. */
  readonly locking?: 'exclusive' | 'normal';
  /** 'full' (default): a commit survives a power cut. 'normal' and 'off' lose acknowledged commits: tests, telemetry. */
  readonly synchronous?: 'full' | 'normal' | 'off';
  /** Pages in the write-ahead log (4 KiB each) before SQLite folds them into the file; 0 never. Default 1000. */
  readonly walAutocheckpointPages?: number;
  /** Size the write-ahead log is cut back to after a checkpoint. Default 4 MiB. */
  readonly journalSizeLimitBytes?: number;
  /** Pages of the file kept in memory by this connection, in KiB. Default: SQLite's 2000. */
  readonly cacheKib?: number;
  /** How long a statement waits for another connection's lock. Default 1000; node:sqlite blocks meanwhile. */
  readonly busyTimeoutMs?: number;
  /** Prepared statements kept per connection. Default 128. */
  readonly statementCacheSize?: number;
}

/** Prepared statements kept when the options do not say. */
export const defaultStatementCacheSize = 128;

/** A whole number for a pragma, which takes no placeholders. Throws RangeError with the option's name. */
function whole(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a whole number of at least 0, not ${value}`);
  }
  return value;
}

/**
 * The pragmas of a connection in the order they must run: the locking mode stands before the journal mode,
 * else SQLite creates shared memory (-shm) and lets a second connection in (rule DB-7).
 */
export function pragmasFor(options: SqliteOptions): string[] {
  const readonly = options.readonly ?? false;
  const locking = options.locking ?? (readonly ? 'normal' : 'exclusive');
  const pragmas = [
    `busy_timeout = ${whole('busyTimeoutMs', options.busyTimeoutMs ?? 1000)}`,
    `locking_mode = ${locking === 'normal' ? 'NORMAL' : 'EXCLUSIVE'}`,
  ];
  if (!readonly) pragmas.push(...writePragmas(options));
  if (options.cacheKib !== undefined) pragmas.push(`cache_size = -${whole('cacheKib', options.cacheKib)}`);
  pragmas.push('foreign_keys = ON', 'trusted_schema = OFF', 'cell_size_check = ON');
  return pragmas;
}

function writePragmas(options: SqliteOptions): string[] {
  const synchronous = { full: 'FULL', normal: 'NORMAL', off: 'OFF' }[options.synchronous ?? 'full'];
  return [
    'journal_mode = WAL',
    `synchronous = ${synchronous}`,
    `wal_autocheckpoint = ${whole('walAutocheckpointPages', options.walAutocheckpointPages ?? 1000)}`,
    `journal_size_limit = ${whole('journalSizeLimitBytes', options.journalSizeLimitBytes ?? 4 * 1024 * 1024)}`,
  ];
}
