import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Packed, packVerifier } from '../../verifier/pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'verify-pack-'));
let packed: Packed;
/** Alone in an empty folder, with nothing of this project within reach. */
const run = (...args: string[]) =>
  spawnSync(process.execPath, [packed.path, ...args], { cwd: folder, encoding: 'utf8' });

beforeAll(async () => {
  packed = await packVerifier(join(folder, 'zhuangui-verify.mjs'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the verifier as one file', () => {
  it('[VER-11] runs alone and says its version and its own hash', () => {
    const { stdout, status } = run('--version');
    expect(stdout).toContain(packed.sha256);
    expect(stdout).toMatch(/^zhuangui-verify \d+\.\d+\.\d+, SHA-256 [0-9a-f]{64}\n$/);
    expect(status).toBe(0);
  });

  it('[VER-11] ends with 2 and a sentence when there is no export, a broken one, or a wrong word', () => {
    expect(run(folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('holds no manifest.json'),
    });
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('name one folder') });
    expect(run('--nonsense')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') });
    writeFileSync(join(folder, 'manifest.json'), '{"format":"something else"}');
    expect(run(folder)).toMatchObject({ status: 2, stderr: expect.stringContaining('is no manifest') });
  });

  it('[VER-6, VER-11] judges an export that promises nothing and holds nothing: not accepted', () => {
    const manifest = {
      format: 'zhuangui-export',
      v: 1,
      madeAtMs: 0,
      period: { from: null, to: null },
      counters: null,
      files: [],
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    const { stdout, status } = run(folder, '--json');
    const report = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(report.byRule).toMatchObject({ 'list-missing': 1 });
    expect(report.verifier).toContain(packed.sha256);
    expect(run(folder).stdout).toContain('未能核对');
  });
});
