// Looks at a counter from outside and says what is wrong (CARE-12).
import { execFile } from 'node:child_process';
import { askHealth } from '../care/health.ts';
import type { CounterConfig } from '../config.ts';
import { type Finding, note, ok, wrong } from './finding.ts';
import { checkHub } from './hub-check.ts';
import { checkBoardPort, checkFolder, checkIdentity, checkRoot } from './local-checks.ts';
import { checkStore, findingsOf } from './store-check.ts';

export interface DoctorParts {
  nowMs(): number;
  /** State of a unit in systemd's words; undefined where there is no systemd. */
  unitState(unit: string): Promise<string | undefined>;
}

/** Every finding; nothing of a running agent is touched. */
export async function examineCounter(config: CounterConfig, parts: DoctorParts): Promise<Finding[]> {
  const health = await askHealth(config.health);
  const store = health
    ? { running: true, findings: findingsOf(health) }
    : await checkStore(config, parts.nowMs());
  const groups = await Promise.all([
    [ok('configuration', `of ${config.counter.id}`)],
    checkFolder(config),
    checkIdentity(config, parts.nowMs()),
    checkRoot(config),
    checkBoardPort(config, store.running),
    store.findings,
    checkHub(config, parts.nowMs),
    checkPage(config, store.running),
    checkUnits(parts),
  ]);
  return groups.flat();
}

async function checkPage({ screen }: CounterConfig, running: boolean): Promise<Finding[]> {
  if (!running) return [];
  const what = 'screen page';
  if (screen.port === 0) return [note(what, 'not asked: its port is chosen anew at each start')];
  const url = `http://${screen.host === '0.0.0.0' ? '127.0.0.1' : screen.host}:${screen.port}/`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (status === 200) return [ok(what, `${url} answers`)];
    return [wrong(what, `${url} answers ${status}`, 'Install the package again: its pages are missing.')];
  } catch (error) {
    return [wrong(what, `${url}: ${(error as Error).message}`, 'Look whether another program has the port.')];
  }
}

async function checkUnits({ unitState }: DoctorParts): Promise<Finding[]> {
  const units = ['counter.service', 'counter-kiosk.service'];
  const states = await Promise.all(units.map(async (unit) => ({ unit, state: await unitState(unit) })));
  return states
    .filter(({ state }) => state !== undefined && state !== '')
    .map(({ unit, state }) =>
      state === 'active' ? ok(unit, 'active') : note(unit, state!, `systemctl status ${unit}`),
    );
}

/** Asks systemctl; a unit that is not installed is none. */
export function systemdState(unit: string): Promise<string | undefined> {
  const args = ['show', '--property=LoadState,ActiveState', '--value', unit];
  return new Promise((resolve) => {
    execFile('systemctl', args, { timeout: 5_000 }, (error, out) => {
      const [load, active] = error ? [] : out.split('\n');
      resolve(load === 'loaded' ? active : undefined);
    });
  });
}
