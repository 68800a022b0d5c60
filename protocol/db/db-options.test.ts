import { describe, expect, it } from 'vitest';
import { pragmasFor } from './db-options.ts';

describe('pragmasFor', () => {
  it('[DB-7] locks before it chooses the write-ahead log, and syncs every commit', () => {
    const pragmas = pragmasFor({ path: 'x.db' });
    expect(pragmas.indexOf('locking_mode = EXCLUSIVE')).toBeGreaterThanOrEqual(0);
    expect(pragmas.indexOf('locking_mode = EXCLUSIVE')).toBeLessThan(pragmas.indexOf('journal_mode = WAL'));
    expect(pragmas).toContain('synchronous = FULL');
  });

  it('neither locks others out nor changes the journal of a file it only reads', () => {
    const pragmas = pragmasFor({ path: 'x.db', readonly: true });
    expect(pragmas).toContain('locking_mode = NORMAL');
    expect(pragmas.join()).not.toContain('journal_mode');
  });

  it('refuses a number that would not be one in SQL', () => {
    expect(() => pragmasFor({ path: 'x.db', busyTimeoutMs: 1.5 })).toThrow('busyTimeoutMs');
    expect(() => pragmasFor({ path: 'x.db', walAutocheckpointPages: Number.NaN })).toThrow(
      'walAutocheckpointPages',
    );
  });
});
