// pure
// What is said between a fault and the process that commits for it.

/** `journal` is the counter's own; the others are settings known to lose what they acknowledged. */
export type WriterHow = 'journal' | 'delete-full' | 'wal-normal';

export interface WriterTask {
  how: WriterHow;
  engine: 'sqlite3' | 'node:sqlite';
  folder: string;
  /** Commits, then idle; 0 commits for ever. */
  count: number;
}

export const writerCounter = 'counter-150102-0001';
