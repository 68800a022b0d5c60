// Rows that have a program of their own, the world and the attacks on the broker: it is run, and its figures are read.
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { joinReports } from '../../../simulators/faults/fault.ts';
import { missingHere, runHere } from './child-run.ts';
import { runSuite } from './suites.ts';

const worldMain = 'simulators/world/main.ts';
const attackMain = 'tests/attack/main.ts';

interface WorldFigures {
  seeds: number;
  orders: number;
  faults: Record<string, number>;
  failures: { seed: number; violations: unknown[] }[];
}

/** One process over some seeds. */
async function someSeeds(from: number, seeds: number): Promise<WorldFigures | string> {
  const args = [worldMain, '--seeds', String(seeds), '--from', String(from), '--json'];
  const { code, said } = await runHere(args);
  const json = said.split('\n').findLast((line) => line.startsWith('{'));
  return json === undefined
    ? `the world ended with ${code}: ${said.slice(-400)}`
    : (JSON.parse(json) as WorldFigures);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const seedsMax = 3000;
const worldForMs = 90_000;

/** As many seeds as fit into a minute and a half; `npm run world` runs as many as it is told. */
async function world({ quick, seed }: FaultContext): Promise<FaultReport> {
  const first = 1_000_000 + seed * 10_000;
  const [step, until] = quick ? [6, 6] : [50, seedsMax];
  const started = performance.now();
  const all: WorldFigures[] = [];
  for (let done = 0; done < until && (done === 0 || performance.now() - started < worldForMs); done += step) {
    const figures = await someSeeds(first + done, step);
    if (typeof figures === 'string') return { runs: done, violations: [figures], figure: '' };
    all.push(figures);
  }
  const runs = sum(all.map(({ seeds }) => seeds));
  const injected = sum(all.flatMap(({ faults }) => Object.values(faults)));
  const orders = sum(all.map((figures) => figures.orders));
  const rate = (runs * 1000) / (performance.now() - started);
  return {
    runs,
    violations: all.flatMap(({ failures }) =>
      failures.map(
        (one) => `npm run world -- --seed ${one.seed}: ${JSON.stringify(one.violations).slice(0, 300)}`,
      ),
    ),
    figure: `${rate.toFixed(1)} seeds/s, ${orders} orders, ${injected} faults injected`,
  };
}

/** The attacks whose names contain these words; what is wrong stands indented below each. */
async function attacks(words: string, { quick, seed }: FaultContext): Promise<FaultReport> {
  const args = ['--only', words, '--seconds', quick ? '1' : '3', '--seed', String(seed)];
  const { code, said } = await runHere([attackMain, ...args]);
  const lines = said.trim().split('\n');
  const violations = lines.filter((line) => line.startsWith('    ')).map((line) => line.trim());
  if (code !== 0 && violations.length === 0)
    violations.push(`attacks ended with ${code}: ${said.slice(-300)}`);
  const rows = lines.filter((line) => / MB .* \/ .* ms /.test(line));
  const figure = rows.map((row) => row.replace(/ {2,}/g, ' · ').trim()).join('; ');
  return {
    runs: rows.length,
    violations,
    figure: `connections, packets, ended, refused, RSS, p99: ${figure}`,
  };
}

async function fuzz({ quick, seed }: FaultContext): Promise<FaultReport> {
  const connections = quick ? 200 : 3000;
  const { code, said } = await runHere([attackMain, '--fuzz', String(connections), '--seed', String(seed)]);
  const last = said.trim().split('\n').at(-1) ?? '';
  return { runs: connections, violations: code === 0 ? [] : [said.slice(-500)], figure: last };
}

const both = async (parts: readonly (() => Promise<FaultReport>)[]) => {
  const reports: FaultReport[] = [];
  for (const part of parts) reports.push(await part());
  return joinReports(reports);
};

export const programs: Fault[] = [
  {
    id: '2',
    name: 'random swarm in the deterministic world',
    needs: [],
    absent: () => missingHere([worldMain]),
    run: world,
  },
  {
    id: '20',
    name: 'slow readers',
    needs: [],
    absent: () => missingHere([attackMain]),
    run: (context) => attacks('reading', context),
  },
  {
    id: '21',
    name: 'oversize and malformed MQTT',
    needs: [],
    absent: () => missingHere([attackMain]),
    run: (context) =>
      both([
        () => attacks('256 MB', context),
        () => fuzz(context),
        () => runSuite(['tests/attack/conformance.test.ts']),
      ]),
  },
  {
    id: '22',
    name: 'connections that never say CONNECT',
    needs: [],
    absent: () => missingHere([attackMain]),
    run: (context) =>
      both([() => attacks('idle sockets', context), () => attacks('handshakes that never', context)]),
  },
];
