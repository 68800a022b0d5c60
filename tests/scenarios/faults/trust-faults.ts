// Rows 27 and 28: certificates end, are taken away, are replaced; the authority itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrol } from '../../../device/identity/enrol.ts';
import { writeIdentity } from '../../../device/identity/identity-files.ts';
import { loadOrCreateJournalKey } from '../../../device/journal/key.ts';
import * as authority from '../../../hub/fleet/certificate-authority.ts';
import { openFakeTime } from '../../../simulators/faults/fake-time.ts';
import type { Fault, FaultReport } from '../../../simulators/faults/fault.ts';
import { eventually } from '../rig/eventually.ts';
import type { Rig } from '../rig/rig.ts';
import { rigCounterId } from '../rig/template.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import { openHubWorld } from './hub-world.ts';
import type { Stage } from './stage.ts';

const dayS = 86_400;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** The hub's clock passes the end of every certificate while counters are connected. */
async function expired(): Promise<FaultReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-clock-'));
  const clock = openFakeTime(join(folder, 'offset'));
  const world = await openHubWorld({ counters: 2 });
  try {
    await world.hub.stop();
    await world.hub.start(clock.launch);
    await world.allTold();
    clock.jumpTo((authority.counterCertificateDays + 1) * dayS);
    const from = performance.now();
    const isOnline = () => world.fleet.some(({ agent }) => agent.link.status().connected);
    await eventually(
      () => {
        if (isOnline()) throw new Error('an expired certificate still holds a session');
      },
      { timeoutMs: 60_000, intervalMs: 20 },
    );
    const closedMs = performance.now() - from;
    await Promise.all(world.fleet.map((counter) => world.everyday(counter)));
    const violations = isOnline() ? ['an expired certificate was let in again'] : [];
    clock.jumpTo(0);
    await world.allTold();
    return {
      runs: world.fleet.length,
      violations: [...violations, ...(await world.judge())],
      figure: `sessions closed ${seconds(closedMs)} after the end`,
    };
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A code, and a new certificate into the counter's folder. */
async function enrolAnew(rig: Rig): Promise<void> {
  const { fleet } = rig.hub.hub;
  const { code } = await fleet.enrolment.issueCode(rigCounterId);
  const claim = `${code}.${fleet.authority.fingerprint}`;
  const hub = { host: '127.0.0.1', httpsPort: rig.hub.httpsPort };
  const journalKey = await loadOrCreateJournalKey(join(rig.folder, 'journal.key'));
  writeIdentity(join(rig.folder, 'identity'), await enrol({ counter: rigCounterId, hub, claim, journalKey }));
}

const offline = (rig: Rig) =>
  eventually(
    async () => {
      if ((await rig.counter().status()).position !== undefined) throw new Error('still connected');
    },
    { timeoutMs: 20_000, intervalMs: 10 },
  );

/** FLT-5: a new certificate ends the session of the one before, and the counter goes on with it. */
async function replaced(stage: Stage): Promise<FaultReport> {
  let closedMs = 0;
  const violations = await withRig(stage, {}, 'replaced', async (rig) => {
    const from = performance.now();
    await enrolAnew(rig);
    await offline(rig);
    closedMs = performance.now() - from;
    const found = closedMs > 5000 ? [`the replaced certificate held on for ${seconds(closedMs)}`] : [];
    await rig.sell([1]);
    await rig.counter().stop();
    await rig.restartCounter();
    return [...found, ...(await healedAndJudged(rig)).problems];
  });
  return {
    runs: 1,
    violations,
    figure: `new certificate: old session closed after ${seconds(closedMs)}`,
  };
}

/** A revoked counter is put out at once and stays out. */
async function revoked(stage: Stage): Promise<FaultReport> {
  let closedMs = 0;
  const violations = await withRig(stage, {}, 'revoked', async (rig) => {
    const from = performance.now();
    await rig.hub.hub.fleet.registry.revoke(rigCounterId, 'stolen');
    await offline(rig);
    closedMs = performance.now() - from;
    const found = closedMs > 5000 ? [`a revoked counter stayed for ${seconds(closedMs)}`] : [];
    const before = rig.hub.hub.broker.stats();
    await eventually(
      () => {
        // It tries again and again, and is refused each time.
        if (JSON.stringify(rig.hub.hub.broker.stats()) === JSON.stringify(before))
          throw new Error('it has not tried again');
      },
      { timeoutMs: 10_000 },
    );
    if ((await rig.counter().status()).position !== undefined)
      found.push('a revoked counter was let in again');
    return found;
  });
  return { runs: 1, violations, figure: `revoked: session closed after ${seconds(closedMs)}` };
}

export const trustFaults = (stage: Stage): Fault[] => [
  { id: '27', name: 'counters’ certificates end', needs: ['faketime'], run: expired },
  {
    id: '28a',
    name: 'certificate revoked, certificate replaced',
    needs: [],
    async run() {
      const reports = [await replaced(stage), await revoked(stage)];
      return {
        runs: reports.length,
        violations: reports.flatMap(({ violations }) => violations),
        figure: reports.map(({ figure }) => figure).join('; '),
      };
    },
  },
  {
    id: '28b',
    name: 'authority replaced by another',
    needs: [],
    absent: () =>
      Object.keys(authority).some((name) => /roll|successor/i.test(name))
        ? undefined
        : 'the hub’s authority has no successor: nothing in hub/fleet/certificate-authority.ts replaces it (its certificate lives ten years)',
    run: async () => ({
      runs: 0,
      violations: ['the authority can be replaced now: write this fault'],
      figure: '',
    }),
  },
];
