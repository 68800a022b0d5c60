// Says what is wrong with a counter and what to do: node device/doctor-main.ts <configuration file> [--json]
// Ends with 0 when nothing is wrong, 1 when something is, 2 when it was called wrongly.
import { type CounterConfig, readCounterConfig } from './config.ts';
import { examineCounter, systemdState } from './doctor/doctor.ts';
import { type Finding, findingsTable, wrong } from './doctor/finding.ts';

const args = process.argv.slice(2);
const asJson = args.includes('--json');
const [path] = args.filter((arg) => arg !== '--json');
if (!path) {
  console.error('Usage: node device/doctor-main.ts <configuration file> [--json]');
  process.exit(2);
}

async function examine(file: string): Promise<Finding[]> {
  let config: CounterConfig;
  try {
    config = readCounterConfig(file);
  } catch (error) {
    return [
      wrong('configuration', (error as Error).message, 'Correct this first: nothing else can be looked at.'),
    ];
  }
  return examineCounter(config, { nowMs: Date.now, unitState: systemdState });
}

const findings = await examine(path);
console.log(asJson ? JSON.stringify(findings, null, 2) : findingsTable(findings));
process.exit(findings.some(({ level }) => level === 'wrong') ? 1 : 0);
