// The command line as a process of its own against a running hub.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { rowsWithMistakes } from '../../simulators/samples/mistakes.ts';
import { xlsxOf } from '../../simulators/samples/write.ts';
import { verifyExport } from '../../verifier/verify.ts';
import { type HubRig, openHubRig } from './hub-rig.ts';

const root = join(import.meta.dirname, '..', '..');
const entries = sampleEntries({ count: 30, referenceDate: '2026-11-23' });
let rig: HubRig;

beforeAll(async () => {
  rig = await openHubRig();
  await writeFile(join(rig.folder, 'addresses.json'), JSON.stringify(rig.addresses));
  await rig.publish(entries);
});
afterAll(() => rig.close());

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function run(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'hub/cli/main.ts'), '--data', rig.folder, ...args], {
    cwd: rig.folder,
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (part) => {
    ended.out += part;
  });
  child.stderr.on('data', (part) => {
    ended.err += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

describe('npm run hub', () => {
  it('[HTTP-10] wrong usage says what is possible and ends with 2', async () => {
    const calls = [
      [],
      ['nonsense'],
      ['withdraw', 'everything'],
      ['withdraw', 'product', 'X'],
      ['status', '--nonsense'],
    ];
    for (const { code, err, out } of await Promise.all(calls.map((args) => run(...args)))) {
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('npm run hub -- <command>');
    }
    expect((await run('--help')).code).toBe(0);
  });

  it('[HTTP-10] a refusal is a sentence and ends with 1', async () => {
    const unknown = await run('withdraw', 'product', `${entries[0]!.id}9`, '--reason', '抽检');
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain('Did you mean');
    const gone = await run('status', '--url', 'http://127.0.0.1:9');
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('does not answer')]);
    expect((await run('import', 'no-such-file.xlsx')).code).toBe(1);
  });

  it('[HTTP-10] registers a counter, shows it, exports its journal', async () => {
    const added = await run(
      'counter',
      'add',
      'cli-0001',
      '--name',
      '机关专柜',
      '--site',
      'agency',
      '--banner',
      '150102',
    );
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/claim: [A-Z2-7]{16}\.[0-9a-f]{64}\n/),
    });
    expect((await run('counter', 'claim', 'cli-0001')).out).toContain('claim: ');
    const counter = await rig.addCounter('cli-0002');
    await counter.sell(entries[0]!);
    const shown = await run('counters');
    expect(shown.out).toContain('机关专柜');
    expect(shown.out).toContain('cli-0002');
    const file = join(rig.folder, 'journal.ndjson');
    expect((await run('export', 'cli-0002', '--out', file)).out).toContain('5 lines');
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(5);
    expect((await run('status')).out).toMatch(/sales today +1 /);
    expect((await run('counter', 'revoke', 'cli-0001', '--reason', '拆除')).code).toBe(0);
  });

  it('[HTTP-10] withdraw waits for the counters and says how long it took', async () => {
    const counter = await rig.addCounter('cli-0003');
    await rig.hub.fleet.registry.revoke('cli-0002', 'only one counter is to be waited for');
    await counter.confirm();
    const running = run(
      'withdraw',
      'lot',
      entries[1]!.id,
      '20261101-A',
      '--reason',
      '批次召回',
      '--wait',
      '15',
    );
    await vi.waitFor(async () => expect(await rig.hub.sanctions.active()).toHaveLength(1), 10_000);
    await counter.confirm();
    const ended = await running;
    expect(ended.err).toBe('');
    expect(ended.out).toMatch(/effective on 1 of 1 counters after \d+\.\d s/);
    const [id] = ended.out.split(':');
    expect((await run('sanctions')).out).toContain(id);
    const released = await run('release', id!, '--wait', '0');
    expect(released.code).toBe(0);
    expect(released.out).toContain('effective on 0 of 1 counters');
    expect(released.out).toContain('cli-0003');
    expect((await run('sanctions')).out).toBe('No sanctions.\n');
    const supplier = await run(
      'withdraw',
      'supplier',
      entries[2]!.supplier.creditCode,
      '--reason',
      '失信',
      '--wait',
      '0',
    );
    expect(supplier.code).toBe(0);
  });

  it('[HTTP-10] import lists every rejected row with its reason', async () => {
    const file = join(rig.folder, 'mistakes.xlsx');
    await writeFile(file, await xlsxOf(rowsWithMistakes(entries)));
    const dry = await run('import', file);
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/\d+ rows: \d+ accepted, [1-9]\d* rejected/);
    expect(dry.out).toContain('nothing was published');
    const rejected = Number(/accepted, (\d+) rejected/.exec(dry.out)![1]);
    expect(dry.out.split('\n').length).toBeGreaterThan(rejected);
    expect((await run('import', file, '--publish')).out).toContain('published');
  });

  it('[VER-12] export without a counter: a folder that the verifier accepts, and a refusal for a folder that is used', async () => {
    const out = join(rig.folder, 'audit');
    const made = await run('export', '--out', out);
    expect([made.code, made.err]).toEqual([0, '']);
    const report = verifyExport(out);
    // The counters of this rig invent their lists; what is the hub's own holds.
    expect(report.violations.filter(({ counter }) => counter === undefined)).toEqual([]);
    expect(report.byRule).not.toHaveProperty('chain-hash');
    expect(report.checked['certified entries read']).toBeGreaterThan(0);
    expect(report.checked['leaves of the log']).toBeGreaterThan(0);
    expect(await run('export', '--out', out)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not empty'),
    });
    const wrong = await run(
      'export',
      '--out',
      join(rig.folder, 'none'),
      '--from',
      '2026-02-02',
      '--to',
      '2026-02-01',
    );
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('exchange them') });
  });
});
