// Rows that are proved by a suite of their own: it is run here and now, and its tests are counted.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { missingHere, root, runHere } from './child-run.ts';

interface SuiteFile {
  numTotalTests: number;
  numPassedTests: number;
  testResults: { name: string; message?: string; assertionResults: { status: string; title: string }[] }[];
}

/** Runs test files; failed tests are violations by their titles. */
export async function runSuite(paths: readonly string[]): Promise<FaultReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-suite-'));
  const file = join(folder, 'result.json');
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const { said } = await runHere([vitest, 'run', ...paths, '--reporter=json', `--outputFile=${file}`]);
    if (!existsSync(file)) return { runs: 0, violations: [`nothing ran: ${said.slice(-300)}`], figure: '' };
    const result = JSON.parse(readFileSync(file, 'utf8')) as SuiteFile;
    const violations = result.testResults.flatMap(({ name, message, assertionResults }) => [
      ...(assertionResults.length === 0 && message ? [`${name.replace(root, '')}: ${message}`] : []),
      ...assertionResults
        .filter(({ status }) => status !== 'passed')
        .map(({ title, status }) => `${name.replace(root, '')}: ${status}: ${title}`),
    ]);
    if (result.numTotalTests === 0) violations.push(`${paths.join(' ')}: no test ran`);
    return {
      runs: result.numTotalTests,
      violations,
      figure: `${result.numPassedTests} of ${result.numTotalTests} tests in ${result.testResults.length} files`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface SuiteRow {
  id: string;
  name: string;
  paths: readonly string[];
  /** A part that says enough when little time is given. */
  quickPaths?: readonly string[];
}

const rows: readonly SuiteRow[] = [
  {
    id: '1',
    name: 'counter dies at every await of a sale',
    paths: [
      'tests/scenarios/kill-counter.test.ts',
      'device/sale/sale-crash.test.ts',
      'device/restock/power-cut.test.ts',
    ],
    quickPaths: ['device/sale/sale-crash.test.ts', 'device/restock/power-cut.test.ts'],
  },
  {
    id: '30',
    name: 'board silent, jammed, answers twice',
    paths: [
      'simulators/board/board-machine.test.ts',
      'simulators/board/with-driver.test.ts',
      'device/board/vend.test.ts',
      'device/board/unresolved.test.ts',
      'tests/scenarios/port-lost.test.ts',
    ],
    quickPaths: ['simulators/board/with-driver.test.ts', 'device/board/unresolved.test.ts'],
  },
  {
    id: '31',
    name: 'payment provider: timeout, late, twice, 5xx, limits',
    paths: ['tests/money', 'tests/payments', 'simulators/gateway'],
    quickPaths: ['simulators/gateway/gateway-core.test.ts'],
  },
  {
    id: '32',
    name: 'signed lists: forged, rolled back, frozen, torn',
    paths: ['tests/lists/attacks.test.ts'],
  },
  {
    id: '33',
    name: 'withdrawal during payment',
    paths: ['tests/scenarios/withdrawal-during-sale.test.ts'],
  },
  { id: '34', name: 'cloned counter', paths: ['tests/scenarios/cloned-counter.test.ts'] },
  { id: '35', name: 'transparency log forked', paths: ['protocol/tlog', 'hub/transparency'] },
];

export const suites: Fault[] = rows.map(({ id, name, paths, quickPaths }) => ({
  id,
  name,
  needs: [],
  absent: () => missingHere(paths),
  run: ({ quick }: FaultContext) => runSuite(quick && quickPaths ? quickPaths : paths),
}));
