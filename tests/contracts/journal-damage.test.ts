// Damaged, missing, foreign and copied files: found at start, kept as evidence, carried over as far as provable.
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal, StoredLine } from '@zhuangui/device/journal/journal.ts';
import { newJournalKey } from '@zhuangui/device/journal/key.ts';
import type { CounterStore, CounterStoreOptions } from '@zhuangui/device/journal/open-counter-db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import { dbEngines } from '@zhuangui/protocol/db/open-db.ts';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import { describe, expect, it } from 'vitest';
import { counter, door, paid, storeBench } from './journal-bench.ts';

const carried: Migration = {
  id: 301,
  name: 'carried',
  statements: ['CREATE TABLE carried (seq INTEGER PRIMARY KEY) STRICT'],
};
const replayOptions: Partial<CounterStoreOptions> = {
  migrations: { planogram: [carried] },
  async replay(tx, lines) {
    for (const line of lines) await tx.run('INSERT INTO carried (seq) VALUES (?)', [line.seq]);
  },
};
const linesOf = (journal: Journal) => journal.linesAfter(0, 100_000, Number.MAX_SAFE_INTEGER);
const count = 400;

interface Before {
  id: string;
  lines: StoredLine[];
}

async function flipBit(path: string, bit: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bit / 8);
  bytes[at] = bytes[at]! ^ (1 << (bit % 8));
  await writeFile(path, bytes);
}

async function zero(path: string, from: number, length: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(0, from, from + length);
  await writeFile(path, bytes);
}

/** What was found before must come back as a prefix, and the journal that goes on must say so. */
async function expectSetAside(store: CounterStore, before: Before, least: number): Promise<void> {
  const { boot, journal, db, salvaged } = store;
  expect(boot).toMatchObject({ seq: 1, reason: 'journal-damaged', journal: journal.id });
  expect(journal.id).not.toBe(before.id);
  const { previous } = boot;
  expect(previous!.journal).toBe(before.id);
  expect(previous!.seq).toBeGreaterThanOrEqual(least);
  const hash = previous!.seq === 0 ? genesisHash(counter, before.id) : before.lines[previous!.seq - 1]!.hash;
  expect(previous!.hash).toBe(hash);
  expect(salvaged).toMatchObject({ journal: before.id, good: { seq: previous!.seq } });
  const rows = await db.query<{ seq: number }>('SELECT seq FROM carried ORDER BY seq');
  expect(rows.map(({ seq }) => seq)).toEqual(before.lines.slice(0, previous!.seq).map(({ seq }) => seq));
  expect(journal.writable()).toBe(true);
}

describe.each(dbEngines)('A damaged journal over %s', (engine) => {
  const bench = storeBench(engine);
  const db = () => join(bench.folder(), 'counter.db');

  async function fill(options: Partial<CounterStoreOptions> = replayOptions): Promise<Before> {
    const store = await bench.open(options);
    for (let at = 0; at < count; at += 50)
      await store.journal.append(Array.from({ length: 50 }, () => paid()));
    const before = { id: store.journal.id, lines: await linesOf(store.journal) };
    await store.close();
    return before;
  }

  const damages: [string, number, () => Promise<unknown>][] = [
    ['cut in half', 100, async () => truncate(db(), Math.floor((await stat(db())).size / 2))],
    ['cut inside a page', 300, async () => truncate(db(), (await stat(db())).size - 1000)],
    ['with a zeroed page', 1, async () => zero(db(), 4096 * 20, 4096)],
    ['with a zeroed last page', 100, async () => zero(db(), (await stat(db())).size - 4096, 4096)],
    ['with a zeroed header', 0, () => zero(db(), 0, 4096)],
    ['that is no database', 0, () => writeFile(db(), '这不是数据库'.repeat(1000))],
    ['that is empty', 0, () => truncate(db(), 0)],
    ['that is gone', 0, () => rm(db())],
  ];
  it.each(damages)('[JRN-9] %s is set aside, its good lines carried over', async (_, least, damage) => {
    const before = await fill();
    await damage();
    const evidence = await readFile(db()).catch(() => undefined);
    const store = await bench.open(replayOptions);
    await expectSetAside(store, before, least);
    if (evidence !== undefined) {
      expect(await readdir(store.salvaged!.folder!)).toEqual(['counter.db']);
    }
    const { id } = store.journal;
    await store.close();
    const again = await bench.open(replayOptions);
    expect(again.boot).toMatchObject({ seq: 2, reason: 'start', journal: id });
  });

  it('[JRN-5] a changed line is found by its hash, and the lines before it are good', async () => {
    const before = await fill();
    const bytes = await readFile(db());
    const at = bytes.indexOf(before.lines[250]!.bytes.subarray(0, 90));
    await flipBit(db(), (at + 60) * 8);
    const store = await bench.open(replayOptions);
    expect(store.boot.previous).toMatchObject({ seq: 250, why: expect.stringContaining('251') });
    await expectSetAside(store, before, 250);
  });

  it('[JRN-5] a write-ahead log that vanished after a crash is missed: the head had been further', async () => {
    const store = await bench.open(replayOptions);
    await store.journal.append([door()]);
    const lines = await linesOf(store.journal);
    const copy = join(bench.folder(), 'copy');
    const head = join(bench.folder(), 'counter.head');
    await copyFile(db(), copy);
    await copyFile(head, `${copy}.head`);
    await store.close();
    await rename(copy, db());
    await rename(`${copy}.head`, head);
    const next = await bench.open(replayOptions);
    await expectSetAside(next, { id: store.journal.id, lines }, 0);
  });

  it('[JRN-5] an older copy put back is found, and no line number is written twice under one journal', async () => {
    const before = await fill();
    await copyFile(db(), `${db()}.yesterday`);
    const today = await bench.open(replayOptions);
    await today.journal.append([door()]);
    await today.close();
    await rename(`${db()}.yesterday`, db());
    const store = await bench.open(replayOptions);
    await expectSetAside(store, before, count + 1);
    expect(store.boot.previous!.why).toContain('had reached line 403');
  });

  it('[JRN-5] a flipped bit in a left-over write-ahead log is found', async () => {
    const store = await bench.open(replayOptions);
    for (let n = 0; n < 5; n += 1) await store.journal.append([paid()]);
    const lines = await linesOf(store.journal);
    const names = ['counter.db', 'counter.db-wal', 'counter.head'];
    const folder = bench.folder();
    for (const name of names) await copyFile(join(folder, name), join(folder, `copy-${name}`));
    await store.close();
    for (const name of names) await rename(join(folder, `copy-${name}`), join(folder, name));
    await flipBit(
      join(folder, 'counter.db-wal'),
      ((await stat(join(folder, 'counter.db-wal'))).size - 500) * 8,
    );
    const next = await bench.open(replayOptions);
    await expectSetAside(next, { id: store.journal.id, lines }, 0);
  });

  it('[JRN-9] a file of another counter or another key begins a new journal and says why', async () => {
    const before = await fill();
    const store = await bench.open({ ...replayOptions, key: newJournalKey() });
    expect(store.boot).toMatchObject({
      reason: 'journal-replaced',
      previous: { journal: before.id, seq: 401 },
    });
    const { id } = store.journal;
    await store.close();
    const other = await bench.open({ counter: 'test-counter-2', migrations: replayOptions.migrations! });
    expect(other.boot).toMatchObject({ reason: 'journal-replaced', previous: { journal: id, seq: 0 } });
    expect(other.boot.previous!.why).toContain('test-counter-1');
  });

  it('[JRN-9] a whole journal is set aside when the hub knows more of it, with everything carried over', async () => {
    const before = await fill();
    const setAside = 'the hub holds line 900';
    const store = await bench.open({ ...replayOptions, setAside });
    expect(store.boot).toMatchObject({
      seq: 1,
      reason: 'journal-replaced',
      previous: { journal: before.id, seq: count + 1, hash: before.lines.at(-1)!.hash, why: setAside },
    });
    expect(await store.db.query('SELECT count(*) AS n FROM carried')).toEqual([{ n: count + 1 }]);
    expect(store.journal.id).not.toBe(before.id);
  });

  it('[JRN-9] what was carried over once is carried over again by the next new journal', async () => {
    const before = await fill({});
    const read: string[] = [];
    const again = (why: string) =>
      bench.open({
        setAside: why,
        async replay(_, lines) {
          read.push(...lines.map(({ kind, seq }) => `${kind} ${seq}`));
        },
      });
    await (await again('the first reason')).close();
    read.length = 0;
    const third = await again('the second reason');
    expect(third.boot.previous).toMatchObject({ seq: 1, why: 'the second reason' });
    expect(read).toEqual([
      ...before.lines.map(({ seq }) => (seq === 1 ? 'boot 1' : `paid ${seq}`)),
      'boot 1',
    ]);
  });

  it('[JRN-5] a header that makes the file read-only, or a schema of migrations that cannot be read, is damage', async () => {
    const before = await fill();
    const original = await readFile(db());
    await flipBit(db(), 18 * 8);
    const first = await bench.open(replayOptions);
    await expectSetAside(first, before, count + 1);
    await first.close();
    await rm(join(bench.folder(), 'counter.head'));
    await writeFile(db(), original);
    await flipBit(db(), original.indexOf('hash TEXT NOT NULL') * 8);
    const second = await bench.open(replayOptions);
    await expectSetAside(second, before, count + 1);
  });

  it('[JRN-9] a stop between setting aside and beginning anew loses nothing of what was good', async () => {
    const before = await fill();
    await zero(db(), (await stat(db())).size - 4096, 4096);
    const failing = bench.open({
      ...replayOptions,
      replay: () => Promise.reject(new Error('the power is gone')),
    });
    await expect(failing).rejects.toThrow('the power is gone');
    const store = await bench.open(replayOptions);
    await expectSetAside(store, before, 100);
  });

  it('[JRN-9] never opens a new database beside the write-ahead log of an old one', async () => {
    await fill();
    await rename(db(), `${db()}.moved`);
    await writeFile(`${db()}-wal`, 'left behind');
    const store = await bench.open(replayOptions);
    expect(store.boot.reason).toBe('journal-damaged');
    const kept = await readdir(join(bench.folder(), 'quarantine'), { recursive: true });
    expect(kept.filter((name) => name.endsWith('counter.db-wal'))).toHaveLength(1);
  });

  it('[JRN-5] takes older lines on trust when asked to, until the newer ones do not fit', async () => {
    const before = await fill();
    const damage = async (line: number) => {
      const at = (await readFile(db())).indexOf(before.lines[line - 1]!.bytes.subarray(0, 90));
      await flipBit(db(), (at + 60) * 8);
    };
    const options: Partial<CounterStoreOptions> = {
      ...replayOptions,
      check: { lastLines: 50, depth: 'quick' },
    };
    await damage(101);
    const trusting = await bench.open(options);
    expect(trusting.boot.reason).toBe('start');
    await trusting.close();
    await damage(391);
    await expectSetAside(await bench.open(options), { ...before, lines: before.lines.slice(0, 100) }, 100);
  });

  it('[JRN-5] every single flipped bit is found or harmless: never other lines', {
    timeout: 120_000,
  }, async () => {
    const before = await fill();
    const original = await readFile(db());
    const head = await readFile(join(bench.folder(), 'counter.head'));
    // A step that shares no factor with the size visits pages, rows and headers evenly, the same ones every time.
    const step = Math.floor((original.length * 8) / 150) - 5;
    const outcomes = { found: 0, harmless: 0 };
    const flipAndOpen = async (turn: number) => {
      // A folder of its own for every turn: the turns wait for the disk side by side.
      const folder = join(bench.folder(), `turn-${turn}`);
      await mkdir(folder);
      await writeFile(join(folder, 'counter.db'), original);
      await writeFile(join(folder, 'counter.head'), head);
      const bit = turn < (100 * 8) / 16 ? turn * 16 + (turn % 8) : turn * step;
      await flipBit(join(folder, 'counter.db'), bit);
      const sqlite = { synchronous: 'off' } as const;
      const store = await bench.open({ ...replayOptions, folder, sqlite }).catch((error) => {
        expect(['JournalError', 'DbError'], `bit ${bit}: ${error}`).toContain(error.name);
        return undefined;
      });
      if (store?.boot.reason === 'start') {
        expect((await linesOf(store.journal)).slice(0, -1), `bit ${bit}`).toEqual(before.lines);
        outcomes.harmless += 1;
      } else {
        // A bit of the recorded public key makes it another counter's journal.
        if (store?.boot.reason === 'journal-replaced') expect(store.boot.previous!.journal).toBe(before.id);
        else if (store) await expectSetAside(store, before, 0);
        outcomes.found += 1;
      }
      await store?.close();
    };
    const turns = Array.from({ length: 150 }, (_, turn) => turn).values();
    const lane = async () => {
      for (const turn of turns) await flipAndOpen(turn);
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    expect(outcomes.found + outcomes.harmless).toBe(150);
    expect(outcomes.found).toBeGreaterThan(75);
  });
});
