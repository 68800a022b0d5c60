// Rows that are proved by a suite of their own: it is run here and now, and its tests are counted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface SuiteFile {
  numTotalTests: number;
  numPassedTests: number;
  testResults: { name: string; message?: string; assertionResults: { status: string; title: string }[] }[];
}

/** Everything a command printed, and how it ended. */
async function ended(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  const hear = (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-20_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** Runs test files; failed tests are violations by their titles. */
export async function runSuite(paths: readonly string[]): Promise<FaultReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-suite-'));
  const file = join(folder, 'result.json');
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const { said } = await ended([vitest, 'run', ...paths, '--reporter=json', `--outputFile=${file}`]);
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

/** Runs a command of the project; code 0 is a pass, its last line the figure. */
async function runCommand(args: readonly string[]): Promise<FaultReport> {
  const { code, said } = await ended(args);
  const lines = said.trim().split('\n');
  return {
    runs: 1,
    violations: code === 0 ? [] : [`${args.join(' ')} ended with ${code}: ${lines.slice(-5).join(' | ')}`],
    figure: (lines.at(-1) ?? '').slice(0, 160),
  };
}

const missing = (paths: readonly string[]) => {
  const gone = paths.filter((path) => !existsSync(join(root, path)));
  return gone.length === 0 ? undefined : `${gone.join(', ')} is not in this tree`;
};

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
    paths: ['tests/scenarios/kill-counter.test.ts', 'device/sale/sale-crash.test.ts', 'device/restock/power-cut.test.ts'],
    quickPaths: ['device/sale/sale-crash.test.ts', 'device/restock/power-cut.test.ts'],
  },
  { id: '20', name: 'slow reader', paths: ['tests/attack'] },
  {
    id: '21',
    name: 'oversize and malformed MQTT',
    paths: ['hub/broker/frame-guard.test.ts', 'hub/broker/broker.test.ts'],
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

/** The world is a program of its own: its seeds are counted by it. */
const world: Fault = {
  id: '2',
  name: 'random swarm in the deterministic world',
  needs: [],
  absent: () => missing([worldMain]),
  run: ({ quick, seed }) =>
    runCommand([worldMain, '--seeds', quick ? '50' : '3000', '--from', String(seed * 100_000)]),
};
const worldMain = 'tests/world/main.ts';

export const suites: Fault[] = [
  world,
  ...rows.map(({ id, name, paths, quickPaths }) => ({
    id,
    name,
    needs: [],
    absent: () => missing(paths),
    run: ({ quick }: FaultContext) => runSuite(quick && quickPaths ? quickPaths : paths),
  })),
];
