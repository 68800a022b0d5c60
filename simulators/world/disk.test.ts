import { expect, it } from 'vitest';
import { WorldDisk } from './disk.ts';

const steady = () => ({ isOn: true, fails: () => false });

it('[WORLD-2] what was committed outlives the power, what was not is gone', async () => {
  const disk = new WorldDisk();
  const first = steady();
  const db = disk.open(first);
  await db.run('CREATE TABLE t (a INTEGER) STRICT');
  await db.run('INSERT INTO t VALUES (1)');
  let hears = false;
  void db
    .transaction(async (tx) => {
      await tx.run('INSERT INTO t VALUES (2)');
      first.isOn = false;
      await tx.run('INSERT INTO t VALUES (3)');
    })
    .then(() => {
      hears = true;
    });
  await new Promise((resolve) => setImmediate(resolve));
  disk.cut();
  expect(hears).toBe(false);
  expect(disk.look('SELECT a FROM t')).toEqual([{ a: 1 }]);
  expect(await disk.open(steady()).query('SELECT a FROM t')).toEqual([{ a: 1 }]);
});

it('[WORLD-2] an older image brings back what was there then', async () => {
  const disk = new WorldDisk();
  const db = disk.open(steady());
  await db.run('CREATE TABLE t (a INTEGER) STRICT');
  const image = disk.image();
  await db.run('INSERT INTO t VALUES (1)');
  disk.restore(image);
  expect(disk.look('SELECT a FROM t')).toEqual([]);
});

it('[WORLD-2] a full disk refuses what writes, and reads on', async () => {
  const disk = new WorldDisk();
  const db = disk.open(steady());
  await db.run('CREATE TABLE t (a INTEGER) STRICT');
  disk.isFull = true;
  await expect(db.run('INSERT INTO t VALUES (1)')).rejects.toMatchObject({ code: 'full' });
  expect(await db.query('SELECT a FROM t')).toEqual([]);
});
