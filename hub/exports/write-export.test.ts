import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { type ExportedJournal, type ExportManifest, exportPaths } from '@zhuangui/protocol/export-format.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogMigrations } from '../catalog/catalog-migrations.ts';
import { fleetSchema } from '../fleet/fleet-schema.ts';
import { noonMs, openTestLedger, type TestLedger } from '../ledger/testing/open-test-ledger.ts';
import { SampleCounter, sampleVersions } from '../ledger/testing/sample-counter.ts';
import { keepBillFile, keptBills } from '../payments/bill-files.ts';
import { paymentsSchema } from '../payments/payments-schema.ts';
import { transparencySchema } from '../transparency/transparency-schema.ts';
import { type ExportWish, writeExport } from './write-export.ts';

const dayMs = 86_400_000;
const catalogSchema = { area: 'catalog', migrations: catalogMigrations };
let rig: TestLedger;
let made = 0;

beforeEach(async () => {
  rig = await openTestLedger({ engine: 'node:sqlite' });
  for (const { area, migrations } of [fleetSchema, catalogSchema, paymentsSchema, transparencySchema])
    await migrate(rig.db, migrations, area);
});
afterEach(async () => {
  await rig.stop();
  await rig.remove();
});

async function exported(wish: Partial<ExportWish> = {}) {
  made += 1;
  const folder = join(rig.directory, `export-${made}`);
  await mkdir(folder);
  const source = { snapshot: rig.db.transaction.bind(rig.db), logKey: () => '', nowMs: () => rig.now.ms };
  const result = await writeExport(source, folder, { from: null, to: null, counters: null, ...wish });
  const read = (path: string) => readFile(join(folder, path));
  const rows = async (path: string) =>
    (await read(path))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return { folder, result, read, rows };
}

/** Five days, a sale each, with the lists on the second and the fourth. */
async function fiveDays(name = 'k-0001'): Promise<SampleCounter> {
  const counter = new SampleCounter(name);
  rig.keys.set(name, counter.publicKey);
  for (let day = 0; day < 5; day += 1) {
    rig.now.ms = noonMs + day * dayMs;
    const from = counter.seq + 1;
    if (day % 2 === 1) {
      const times = { signedAt: rig.now.ms, expiresAt: rig.now.ms + dayMs, timeFloor: rig.now.ms };
      const lists = {
        kind: 'lists',
        versions: sampleVersions,
        hash: 'a'.repeat(64),
        ...times,
        source: 'push',
      } as const;
      counter.append(lists, rig.now.ms);
    }
    counter.sale(`day ${day}`, 'NM000001', 900, rig.now.ms);
    await rig.send(counter, counter.batch(from, counter.seq));
  }
  return counter;
}

describe('an export', () => {
  it('[VER-1, VER-4] holds journals as their exact bytes, and a manifest with every file’s hash', async () => {
    const counter = await fiveDays();
    const { read, rows, result } = await exported();
    const lines = await read(exportPaths.journal(counter.counter, counter.journal));
    expect(lines.equals(Buffer.concat(counter.lines.flatMap((line) => [line, Buffer.from('\n')])))).toBe(
      true,
    );
    const heads = await rows(exportPaths.heads(counter.counter, counter.journal));
    expect(heads.map(({ to }) => to)).toEqual([5, 11, 16, 22, 27]);
    expect(heads.at(-1)).toMatchObject({ head: counter.hashes[27], sig: counter.sign(27) });
    const manifest = JSON.parse((await read(exportPaths.manifest)).toString('utf8')) as ExportManifest;
    for (const { path, bytes, sha256 } of manifest.files) {
      const content = await read(path);
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
    }
    expect(result).toMatchObject({ journals: 1, lines: 27, files: manifest.files.length + 1 });
    expect(await rows(exportPaths.totals)).toHaveLength(5);
  });

  it('[VER-4] of a period begins with the lists that were in force, names the hash before, and ends with its last day', async () => {
    const counter = await fiveDays();
    const days = async (from: string, to: string | null) => {
      const { rows } = await exported({ from, to });
      return (await rows(exportPaths.journals))[0] as ExportedJournal;
    };
    // The third day has no lists of its own: those of the second are in force.
    expect(await days('2020-11-22', '2020-11-22')).toMatchObject({
      from: 6,
      prev: counter.hashes[5],
      to: 16,
      head: counter.hashes[16],
    });
    expect(await days('2020-11-23', null)).toMatchObject({ from: 17, prev: counter.hashes[16], to: 27 });
    const { rows } = await exported({ from: '2020-12-24' });
    expect(await rows(exportPaths.journals)).toEqual([]);
  });

  it('[VER-4] of some counters holds these and no other', async () => {
    await fiveDays('k-0001');
    await fiveDays('k-0002');
    const { rows } = await exported({ counters: ['k-0002'] });
    const counters = async (path: string) => new Set((await rows(path)).map(({ counter }) => counter));
    expect(await counters(exportPaths.journals)).toEqual(new Set(['k-0002']));
    expect(await counters(exportPaths.totals)).toEqual(new Set(['k-0002']));
  });

  it('[VER-3] holds the newest file of a bill as it came; an older one of the same day stays in the store', async () => {
    const keep = (text: string, nowMs: number) =>
      keepBillFile(rig.db, 'wechat', '2020-11-20', { bytes: Buffer.from(text), ending: 'csv' }, nowMs);
    await keep('first', 1);
    await keep('corrected', 2);
    await keep('corrected', 3);
    const { rows, read } = await exported();
    const [bill, ...others] = await rows(exportPaths.bills);
    expect(others).toEqual([]);
    expect(bill).toMatchObject({ method: 'wechat', day: '2020-11-20', fetchedAtMs: 2 });
    expect((await read(bill.file)).toString('utf8')).toBe('corrected');
    expect(await rig.db.query('SELECT count(*) AS files FROM payment_bill_file')).toEqual([{ files: 2 }]);
    const none = [];
    for await (const one of keptBills(rig.db, '2020-11-21', null)) none.push(one);
    expect(none).toEqual([]);
  });
});
