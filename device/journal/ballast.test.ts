import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../platform/log.ts';
import { freeBytesOf, openBallast } from './ballast.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ballast-'));
});
afterEach(() => rm(folder, { recursive: true }));

const sizeBytes = 200_000;
const open = (freeBytes: () => Promise<number>) =>
  openBallast({
    path: join(folder, 'ballast'),
    log: silentLog,
    sizeBytes,
    minimumFreeBytes: 1000,
    freeBytes,
  });
const allocated = async () => (await stat(join(folder, 'ballast'))).blocks * 512;

it('[JRN-7] takes real blocks, gives them back once, and takes them again when there is room', async () => {
  let free = 1_000_000;
  const reserve = await open(async () => free);
  expect(reserve.ok()).toBe(true);
  expect(await allocated()).toBeGreaterThanOrEqual(sizeBytes);
  expect(await reserve.release()).toBe(true);
  expect(await reserve.release()).toBe(false);
  expect(reserve.ok()).toBe(false);
  free = sizeBytes;
  await reserve.refresh();
  expect(reserve.ok()).toBe(false);
  free = 1_000_000;
  await reserve.refresh();
  expect(reserve.ok()).toBe(true);
  expect(await allocated()).toBeGreaterThanOrEqual(sizeBytes);
});

it('[JRN-7] says no below the threshold while the reserve is still there, and yes above it', async () => {
  let free = 1_000_000;
  const reserve = await open(async () => free);
  free = 999;
  await reserve.refresh();
  expect(reserve.ok()).toBe(false);
  expect(await allocated()).toBeGreaterThanOrEqual(sizeBytes);
  free = 1000;
  await reserve.refresh();
  expect(reserve.ok()).toBe(true);
});

it('[JRN-7] keeps a whole reserve found at start, and completes one that was cut short', async () => {
  await open(async () => 1_000_000);
  expect((await open(async () => 2000)).ok()).toBe(true);
  await truncate(join(folder, 'ballast'), 10);
  expect((await open(async () => 2000)).ok()).toBe(false);
  expect((await open(async () => 1_000_000)).ok()).toBe(true);
  expect((await stat(join(folder, 'ballast'))).size).toBe(sizeBytes);
});

it('[JRN-7] sells nothing when free space cannot be measured', async () => {
  const reserve = await open(() => Promise.reject(new Error('no such file system')));
  expect(reserve.ok()).toBe(false);
});

it('measures the free space of the file system', async () => {
  expect(await freeBytesOf(folder)).toBeGreaterThan(0);
});
