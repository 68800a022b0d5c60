import { execFile } from 'node:child_process';
import { open as openFile, readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Db, Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { DbError, type DbErrorCode } from '@zhuangui/protocol/db/db-error.ts';
import { checkpoint, integrityCheck } from '@zhuangui/protocol/db/maintenance.ts';
import { dbEngines, openDb } from '@zhuangui/protocol/db/open-db.ts';
import { describe, expect, it } from 'vitest';
import { dbBench, gate, seqs } from './db-contract.ts';

const insert = 'INSERT INTO line (seq, body) VALUES (?, ?)';
const withCode = (code: DbErrorCode) => expect.objectContaining({ name: 'DbError', code });

describe.each(dbEngines)('Db over %s', (engine) => {
  const bench = dbBench(engine);

  describe('order and transactions', () => {
    it('[DB-1] performs un-awaited runs in the order of the calls', async () => {
      const db = await bench.open();
      await db.run('CREATE TABLE step (at INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER) STRICT');
      const wanted = Array.from({ length: 300 }, (_, n) => n);
      await Promise.all(wanted.map((n) => db.run('INSERT INTO step (n) VALUES (?)', [n])));
      const rows = await db.query<{ n: number }>('SELECT n FROM step ORDER BY at');
      expect(rows.map((row) => row.n)).toEqual(wanted);
    });

    it('[DB-1] performs un-awaited runs inside a transaction in order, and commits them', async () => {
      const db = await bench.open();
      await db.run('CREATE TABLE step (at INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER) STRICT');
      await db.transaction(async (tx) => {
        for (let n = 0; n < 100; n += 1) void tx.run('INSERT INTO step (n) VALUES (?)', [n]);
      });
      const rows = await db.query<{ n: number }>('SELECT n FROM step ORDER BY at');
      expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    });

    it('[DB-2] keeps two interleaved transactions apart: one rolls back, the other stays', async () => {
      const db = await bench.openWithLines();
      const hold = gate();
      const first = db.transaction(async (tx) => {
        await tx.run(insert, [1, 'a']);
        await hold.opened;
        await tx.run(insert, [2, 'b']);
      });
      const second = db.transaction(async (tx) => {
        await tx.run(insert, [3, 'c']);
        throw new Error('changed my mind');
      });
      const outside = db.run(insert, [4, 'd']);
      hold.open();
      await expect(second).rejects.toThrow('changed my mind');
      await Promise.all([first, outside]);
      expect(await seqs(db)).toEqual([1, 2, 4]);
    });

    it('[DB-2] lets a query outside see a transaction whole, never its middle', async () => {
      const db = await bench.openWithLines();
      const hold = gate();
      const writing = db.transaction(async (tx) => {
        await tx.run(insert, [1, 'a']);
        await hold.opened;
        await tx.run(insert, [2, 'b']);
      });
      const reading = seqs(db);
      hold.open();
      await writing;
      expect(await reading).toEqual([1, 2]);
    });

    it('[DB-3] rolls back when the work throws, and rethrows that very error', async () => {
      const db = await bench.openWithLines();
      const reason = new TypeError('no');
      const attempt = db.transaction(async (tx) => {
        await tx.run(insert, [1, 'a']);
        throw reason;
      });
      await expect(attempt).rejects.toBe(reason);
      expect(await seqs(db)).toEqual([]);
    });

    it('[DB-3] rolls back after a failed statement even when the work caught the error', async () => {
      const db = await bench.openWithLines();
      const attempt = db.transaction(async (tx) => {
        await tx.run(insert, [1, 'a']);
        await tx.run(insert, [1, 'again']).catch(() => undefined);
      });
      await expect(attempt).rejects.toEqual(withCode('constraint'));
      expect(await seqs(db)).toEqual([]);
      await db.run(insert, [5, 'later']);
      expect(await seqs(db)).toEqual([5]);
    });

    it('[DB-4] refuses a handle after its transaction ended', async () => {
      const db = await bench.openWithLines();
      const leaked = await db.transaction(async (tx): Promise<{ tx: Queries }> => ({ tx }));
      await expect(leaked.tx.run(insert, [1, 'a'])).rejects.toEqual(withCode('misuse'));
      await expect(leaked.tx.query('SELECT 1')).rejects.toEqual(withCode('misuse'));
    });

    it('[DB-4] refuses the database itself inside a transaction instead of waiting for ever', async () => {
      const db = await bench.openWithLines();
      const calls: ((db: Db) => Promise<unknown>)[] = [
        (inner) => inner.transaction(async () => undefined),
        (inner) => inner.run(insert, [1, 'a']),
        (inner) => inner.query('SELECT 1'),
        (inner) => inner.close(),
      ];
      for (const call of calls) {
        await expect(db.transaction(() => call(db))).rejects.toEqual(withCode('misuse'));
      }
      expect(await seqs(db)).toEqual([]);
    });

    it('[DB-4] accepts a call that was begun inside a transaction and is made after it', async () => {
      const db = await bench.openWithLines();
      const hold = gate();
      const { later } = await db.transaction(async () => ({
        later: hold.opened.then(() => db.run(insert, [7, 'after'])),
      }));
      hold.open();
      expect(await later).toEqual({ changes: 1 });
    });
  });

  describe('statements', () => {
    const refusedSql = [
      "INSERT INTO line VALUES (1, 'a'); INSERT INTO line VALUES (2, 'b')",
      'BEGIN',
      '/* x */ commit',
      'ROLLBACK',
      'SAVEPOINT s',
      ' -- nothing\n ;',
      'SELECT :named',
    ];
    it.each(refusedSql)('[DB-5] refuses %s', async (sql) => {
      const db = await bench.openWithLines();
      await expect(db.run(sql)).rejects.toEqual(withCode('misuse'));
      await expect(db.query(sql)).rejects.toEqual(withCode('misuse'));
      expect(await seqs(db)).toEqual([]);
    });

    it('[DB-5] accepts a semicolon in text, in a comment, at the end and in a trigger', async () => {
      const db = await bench.openWithLines();
      await db.run("INSERT INTO line VALUES (1, 'a;b') -- ; c\n;");
      await db.run(`CREATE TRIGGER twin AFTER INSERT ON line WHEN NEW.seq < 10 BEGIN
        INSERT INTO line VALUES (NEW.seq + 10, CASE WHEN NEW.seq = 2 THEN 'x' ELSE 'y' END);
      END;`);
      expect(await db.run(insert, [2, 'b'])).toEqual({ changes: 1 });
      expect(await seqs(db)).toEqual([1, 2, 12]);
    });

    const refusedValues: [string, unknown][] = [
      ['bigint', 5n],
      ['undefined', undefined],
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['an unsafe integer', 2 ** 53],
      ['a boolean', true],
      ['a date', new Date(0)],
      ['half a surrogate pair', '\ud800'],
    ];
    it.each(refusedValues)('[DB-6] refuses %s and names its position', async (_name, value) => {
      const db = await bench.openWithLines();
      const attempt = db.run(insert, [1, value as SqlValue]);
      await expect(attempt).rejects.toEqual(withCode('misuse'));
      await expect(attempt).rejects.toThrow('Parameter 2');
      expect(await seqs(db)).toEqual([]);
    });

    it('[DB-6] refuses missing and surplus parameters', async () => {
      const db = await bench.openWithLines();
      await expect(db.run(insert, [1])).rejects.toThrow('takes 2 parameters, 1');
      await expect(db.query('SELECT ?1, ?1', ['a', 'b'])).rejects.toThrow('takes 1 parameters, 2');
      expect(await db.query('SELECT ?1 AS a, ?1 AS b', ['x'])).toEqual([{ a: 'x', b: 'x' }]);
    });

    it('counts its own changes only', async () => {
      const db = await bench.openWithLines();
      expect(await db.run("INSERT INTO line VALUES (1, 'a'), (2, 'b')")).toEqual({ changes: 2 });
      expect(await db.run('CREATE INDEX by_body ON line (body)')).toEqual({ changes: 0 });
      expect(await db.run('DELETE FROM line WHERE seq > 100')).toEqual({ changes: 0 });
      expect(await db.query('UPDATE line SET body = ? RETURNING seq', ['c'])).toHaveLength(2);
      await expect(db.run('DELETE FROM line RETURNING seq')).rejects.toEqual(withCode('misuse'));
    });

    it('works on with a kept statement after it failed, after the schema changed, and beyond the cache', async () => {
      const db = await bench.open({ statementCacheSize: 2 });
      await db.run('CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
      await db.run(insert, [1, 'a']);
      await expect(db.run(insert, [1, 'a'])).rejects.toEqual(withCode('constraint'));
      await db.run('ALTER TABLE line ADD COLUMN extra TEXT');
      await db.run(insert, [2, 'b']);
      for (let n = 0; n < 10; n += 1) expect(await db.query(`SELECT ${n} AS n`)).toEqual([{ n }]);
      expect(await db.query('SELECT * FROM line WHERE seq = ?', [2])).toEqual([
        { seq: 2, body: 'b', extra: null },
      ]);
    });
  });

  describe('values', () => {
    it('[DB-6] keeps integers exact up to 2^53 - 1 in a STRICT INTEGER column', async () => {
      const db = await bench.openWithLines();
      const wanted = [
        Number.MIN_SAFE_INTEGER,
        -(2 ** 31) - 1,
        0,
        2 ** 31,
        2 ** 32 + 1,
        Number.MAX_SAFE_INTEGER,
      ];
      for (const n of wanted) await db.run(insert, [n, 'n']);
      const rows = await db.query<{ seq: number; kind: string }>(
        'SELECT seq, typeof(seq) AS kind FROM line ORDER BY seq',
      );
      expect(rows).toEqual(wanted.map((seq) => ({ seq, kind: 'integer' })));
      expect(await db.query('SELECT body FROM line WHERE seq = ?', [2 ** 32 + 1])).toEqual([{ body: 'n' }]);
    });

    it('gives small whole numbers as INTEGER and others as REAL', async () => {
      const db = await bench.open();
      expect(await db.query('SELECT typeof(?) AS a, typeof(?) AS b, 7 / ? AS c', [5, 1.5, 2])).toEqual([
        { a: 'integer', b: 'real', c: 3 },
      ]);
    });

    it('refuses a wrong type in a STRICT table', async () => {
      const db = await bench.openWithLines();
      await expect(db.run(insert, ['not a number', 'a'])).rejects.toEqual(withCode('constraint'));
      await expect(db.run(insert, [1.5, 'a'])).rejects.toEqual(withCode('constraint'));
      await expect(db.run(insert, [1, null])).rejects.toEqual(withCode('constraint'));
    });

    it('brings text and bytes back as they were', async () => {
      const db = await bench.open();
      await db.run('CREATE TABLE thing (t TEXT, b BLOB) STRICT');
      const texts = ['敖汉小米 “一等”', '', '𠮷野', 'a\'b"c\n', 'a\u0000b'];
      const whole = Uint8Array.from({ length: 256 }, (_, n) => n);
      const blobs = [whole, whole.subarray(3, 7), Buffer.from('缓冲'), new Uint8Array(0), Uint8Array.of(0)];
      for (const [n, text] of texts.entries())
        await db.run('INSERT INTO thing VALUES (?, ?)', [text, blobs[n] ?? null]);
      const rows = await db.query<{ t: string; b: Uint8Array }>('SELECT t, b FROM thing ORDER BY rowid');
      expect(rows.map((row) => row.t)).toEqual(texts);
      expect(rows.map((row) => row.b)).toStrictEqual(blobs.map((blob) => Uint8Array.from(blob)));
      expect(await db.query('SELECT ? AS empty', [null])).toStrictEqual([{ empty: null }]);
    });

    it('inserts 10,000 rows with one statement', async () => {
      const db = await bench.openWithLines();
      const rows = Array.from({ length: 10_000 }, (_, n) => [n, `科尔沁牛肉 ${n}`]);
      const sql =
        "INSERT INTO line SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)";
      expect(await db.run(sql, [JSON.stringify(rows)])).toEqual({ changes: 10_000 });
      expect(await db.query('SELECT count(*) AS n, max(body) AS last FROM line')).toEqual([
        { n: 10_000, last: '科尔沁牛肉 9999' },
      ]);
    });
  });

  describe('one owner, one file', () => {
    it('[DB-7] opens with the pragmas that survive a power cut', async () => {
      const db = await bench.open({ walAutocheckpointPages: 64, journalSizeLimitBytes: 65_536 });
      const wanted = {
        locking_mode: 'exclusive',
        journal_mode: 'wal',
        synchronous: 2,
        foreign_keys: 1,
        trusted_schema: 0,
        cell_size_check: 1,
        wal_autocheckpoint: 64,
        journal_size_limit: 65_536,
      };
      for (const [pragma, value] of Object.entries(wanted)) {
        const rows = await db.query<Record<string, unknown>>(`PRAGMA ${pragma}`);
        expect([pragma, ...Object.values(rows[0] ?? {})]).toEqual([pragma, value]);
      }
      await db.run('CREATE TABLE t (a INTEGER) STRICT');
      await expect(stat(`${bench.file('test.db')}-shm`)).rejects.toThrow('ENOENT');
    });

    it('[DB-7] answers a second connection of the same process with busy', async () => {
      await bench.openWithLines();
      await expect(bench.open()).rejects.toEqual(withCode('busy'));
    });

    it('[DB-7] answers a second process with busy', async () => {
      await bench.openWithLines();
      const script = fileURLToPath(new URL('./db-second-process.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [script, engine, bench.file('test.db')]);
      expect(stdout).toBe('busy');
    });

    it('[DB-7] lets a reader in when asked to, and it cannot write', async () => {
      const writer = await bench.open({ locking: 'normal' });
      await writer.run('CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
      const reader = await bench.open({ readonly: true });
      await writer.run(insert, [1, 'a']);
      expect(await seqs(reader)).toEqual([1]);
      expect(await reader.transaction((tx) => tx.query('SELECT body FROM line'))).toEqual([{ body: 'a' }]);
      await expect(reader.run(insert, [2, 'b'])).rejects.toBeInstanceOf(DbError);
    });

    it('enforces foreign keys', async () => {
      const db = await bench.openWithLines();
      await db.run('CREATE TABLE part (seq INTEGER NOT NULL REFERENCES line (seq)) STRICT');
      await expect(db.run('INSERT INTO part VALUES (?)', [9])).rejects.toEqual(withCode('constraint'));
    });

    it('works in memory', async () => {
      const db = await bench.open({ path: ':memory:' });
      await db.run('CREATE TABLE t (a INTEGER) STRICT');
      await db.run('INSERT INTO t VALUES (?)', [1]);
      expect(await db.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
    });
  });

  describe('closing', () => {
    it('[DB-8] finishes what is queued, refuses what comes later, and may be called twice', async () => {
      const db = await bench.openWithLines();
      const queued = [db.run(insert, [1, 'a']), db.transaction((tx) => tx.run(insert, [2, 'b']))];
      const closing = Promise.all([db.close(), db.close()]);
      await expect(db.run(insert, [3, 'c'])).rejects.toEqual(withCode('closed'));
      expect(await Promise.all(queued)).toEqual([{ changes: 1 }, { changes: 1 }]);
      await closing;
      await expect(db.query('SELECT 1')).rejects.toEqual(withCode('closed'));
      await expect(db.transaction(async () => undefined)).rejects.toEqual(withCode('closed'));
      expect(await seqs(await bench.open())).toEqual([1, 2]);
    });
  });

  describe('failures', () => {
    it('[DB-8] maps a full disk to full, keeps what was committed, and works again with room', async () => {
      const db = await bench.openWithLines();
      await db.run(insert, [1, 'kept']);
      await db.query('PRAGMA max_page_count = 4');
      const big = 'x'.repeat(100_000);
      const attempt = db.transaction(async (tx) => {
        await tx.run(insert, [2, 'small']);
        await tx.run(insert, [3, big]);
      });
      await expect(attempt).rejects.toEqual(withCode('full'));
      await expect(attempt).rejects.toThrow('free space');
      await expect(db.run(insert, [4, big])).rejects.toEqual(withCode('full'));
      expect(await seqs(db)).toEqual([1]);
      await db.query('PRAGMA max_page_count = 1000000');
      await db.run(insert, [5, big]);
      expect(await seqs(db)).toEqual([1, 5]);
    });

    it('[DB-3] writes nothing outside when the engine itself ended the transaction', async () => {
      const db = await bench.openWithLines();
      await db.query('PRAGMA max_page_count = 4');
      const attempt = db.transaction(async (tx) => {
        await tx.run(insert, [1, 'x'.repeat(100_000)]).catch(() => undefined);
        await tx.run(insert, [2, 'would commit by itself']);
      });
      await expect(attempt).rejects.toEqual(withCode('misuse'));
      expect(await seqs(db)).toEqual([]);
    });

    it('[DB-8] maps a file that is no database, and a damaged one, to corrupt', async () => {
      await writeFile(bench.file('test.db'), 'no database at all, '.repeat(500));
      await expect(bench.open()).rejects.toEqual(withCode('corrupt'));

      const path = bench.file('damaged.db');
      const db = await bench.open({ path });
      await db.run('CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
      for (let seq = 0; seq < 200; seq += 1) await db.run(insert, [seq, 'y'.repeat(500)]);
      expect(await integrityCheck(db)).toEqual({ ok: true, problems: [] });
      await db.close();
      const bytes = await readFile(path);
      const handle = await openFile(path, 'r+');
      await handle.write(Buffer.alloc(bytes.length - 8192, 0xa5), 0, undefined, 8192);
      await handle.close();
      const damaged = await bench.open({ path });
      await expect(damaged.query('SELECT sum(length(body)) FROM line')).rejects.toEqual(withCode('corrupt'));
      expect((await integrityCheck(damaged, 'quick')).ok).toBe(false);
    });

    it('maps a path that cannot be opened to io, and bad SQL to other', async () => {
      await expect(bench.open({ path: bench.file('no/such/folder.db') })).rejects.toEqual(withCode('io'));
      const db = await bench.open();
      const attempt = db.query('SELEC 1');
      await expect(attempt).rejects.toEqual(withCode('other'));
      await expect(attempt).rejects.toThrow('SELEC 1');
    });
  });

  it('folds the write-ahead log into the file and empties it', async () => {
    const db = await bench.openWithLines();
    await db.run(insert, [1, 'a']);
    expect((await stat(`${bench.file('test.db')}-wal`)).size).toBeGreaterThan(0);
    expect(await checkpoint(db)).toMatchObject({ complete: true });
    expect((await stat(`${bench.file('test.db')}-wal`)).size).toBe(0);
  });

  it('[DB-9] reads what the other engines wrote', async () => {
    const path = bench.file('shared.db');
    for (const [n, writer] of dbEngines.entries()) {
      const db = await openDb({ engine: writer, path });
      await db.run(
        'CREATE TABLE IF NOT EXISTS line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, b BLOB) STRICT',
      );
      await db.run('INSERT INTO line VALUES (?, ?, ?)', [2 ** 40 + n, '兴安盟大米', Uint8Array.of(1, 2, n)]);
      await db.close();
    }
    const db = await bench.open({ path });
    expect(await db.query('SELECT seq, typeof(seq) AS kind, body, b FROM line ORDER BY seq')).toStrictEqual(
      dbEngines.map((_, n) => ({
        seq: 2 ** 40 + n,
        kind: 'integer',
        body: '兴安盟大米',
        b: Uint8Array.of(1, 2, n),
      })),
    );
  });
});
