// `npm test`: types, lint, then every test; ends with one plain line that says how many passed and failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const node = process.execPath;
const filters = process.argv.slice(2);

function step(title: string, args: string[]): boolean {
  console.log(`\n── ${title}`);
  return spawnSync(node, args, { stdio: 'inherit' }).status === 0;
}

function countsIn(report: string): { passed: number; failed: number } {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: result.numPassedTests, failed: result.numFailedTests + (result.numPendingTests ?? 0) };
}

function runTests(): { passed: number; failed: number; ok: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'zhuangui-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const ok = step('tests', ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...filters]);
    return { ...countsIn(report), ok };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isWhole = filters.length === 0;
const typesHold = !isWhole || step('types', ['node_modules/typescript/bin/tsc', '--noEmit']);
const lintHolds = !isWhole || step('lint', ['node_modules/@biomejs/biome/bin/biome', 'check']);
const { passed, failed, ok } = runTests();
console.log(`\ntypes ${typesHold ? 'hold' : 'FAIL'}, lint ${lintHolds ? 'holds' : 'FAILS'}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(ok && typesHold && lintHolds && failed === 0 && passed > 0 ? 0 : 1);
