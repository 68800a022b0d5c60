// Rows 7 to 10: the counter's disk is full, goes bad, is lost or put back, turns read-only.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { joinReports } from '../../../simulators/faults/fault.ts';
import { openLoopDisk } from '../../../simulators/faults/loop-disk.ts';
import { openSmallDisk } from '../../../simulators/faults/small-disk.ts';
import { eventually } from '../rig/eventually.ts';
import { readCounterJournal } from '../rig/evidence.ts';
import type { Rig } from '../rig/rig.ts';
import { healedAndJudged, moneyProblems, withRig } from './counter-rig.ts';
import { spoilMany } from './spoil-journal.ts';
import type { Stage } from './stage.ts';

const mebibyte = 1 << 20;

/** The order in progress ends well, the next is refused before anybody pays, and with room it goes on. */
async function fullDisk(
  stage: Stage,
  name: string,
  payAfterMs: number,
  counted: () => void,
): Promise<string[]> {
  const disk = await openSmallDisk(24 * mebibyte);
  try {
    const change = {
      counterFolder: join(disk.mount, 'counter'),
      reserve: { sizeBytes: 2 * mebibyte, minimumFreeBytes: 4 * mebibyte },
      payAfterMs,
    };
    return await withRig(stage, change, name, async (rig) => {
      const found: string[] = [];
      if (payAfterMs > 1000) await rig.sell([1]);
      disk.fill();
      await rig.counter().measure();
      await eventually(
        async () => {
          const { open, outOfService } = await rig.counter().status();
          if (open > 0 || outOfService === null) throw new Error(`${open} open, ${outOfService}`);
        },
        { timeoutMs: 20_000 },
      );
      for (const slot of [2, 3, 4]) {
        const answer = await rig.sell([slot]);
        if (answer?.accepted) found.push(`slot ${slot} was sold on a full disk`);
        else counted();
      }
      disk.free();
      await rig.counter().measure();
      await rig.settle(({ outOfService }) => outOfService === null);
      if (!(await rig.sell([2]))?.accepted) found.push('does not sell although there is room again');
      await rig.settle();
      const judged = await healedAndJudged(rig);
      return [...found, ...judged.problems, ...moneyProblems(judged)];
    });
  } finally {
    await disk.remove();
  }
}

async function fullDisks(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const cases = [
    ['full while the shopper pays', 1500],
    ['full while nobody is there', 20],
  ] as const;
  const violations: string[] = [];
  let refused = 0;
  const counted = () => {
    refused += 1;
  };
  const run = quick ? cases.slice(0, 1) : cases;
  for (const [name, payAfterMs] of run) {
    tell(name);
    violations.push(...(await fullDisk(stage, name, payAfterMs, counted)));
  }
  return {
    runs: run.length,
    violations,
    figure: `${refused} of ${3 * run.length} orders refused before payment`,
  };
}

/** A rig that has sold, its counter stopped; `change` does something to its folder; then it starts again. */
async function tampered(
  stage: Stage,
  name: string,
  change: (rig: Rig, copy: string) => void,
  expected: (rig: Rig, before: { sales: number }) => Promise<string[]>,
): Promise<string[]> {
  const kept = mkdtempSync(join(tmpdir(), 'fault-copy-'));
  try {
    return await withRig(stage, {}, name, async (rig) => {
      await rig.sell([1]);
      await rig.settle();
      await rig.counter().stop();
      const copy = join(kept, 'counter');
      cpSync(rig.folder, copy, { recursive: true });
      await rig.restartCounter();
      await rig.settle(({ outOfService }) => outOfService === null);
      await rig.sell([2]);
      await rig.settle();
      const before = await rig.hub.hub.ledger.totals();
      await rig.counter().stop();
      change(rig, copy);
      await rig.restartCounter();
      const found = await expected(rig, before);
      const after = await rig.hub.hub.ledger.totals();
      return after.sales === before.sales && after.salesFen === before.salesFen
        ? found
        : [...found, `the hub's total changed from ${before.sales} to ${after.sales} sales`];
    });
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

/** An old copy of the whole disk: the hub holds more, so the counter must say so and stop. */
const restoredCopy = (stage: Stage) =>
  tampered(
    stage,
    'an old copy of the disk is put back',
    (rig, copy) => {
      rmSync(rig.folder, { recursive: true });
      cpSync(copy, rig.folder, { recursive: true });
    },
    async (rig) => {
      await eventually(
        async () => {
          const status = await rig.counter().status();
          if (status.outOfService !== 'journal-fork') throw new Error(`it says ${status.outOfService}`);
        },
        { timeoutMs: 20_000 },
      );
      const sold = await rig.sell([3]);
      const cases = await rig.hub.hub.ledger.cases();
      const open = cases.map(({ kind }) => kind);
      return [
        ...(sold?.accepted ? ['sold with an old journal'] : []),
        ...(open.length > 0 ? [] : ['no case for a person at the hub']),
      ];
    },
  );

/** Only the database is old, its witness is not: noticed at the start, before anything is sent. */
const restoredDatabase = (stage: Stage) =>
  tampered(
    stage,
    'an old database is put back',
    (rig, copy) => cpSync(join(copy, 'counter.db'), join(rig.folder, 'counter.db')),
    (rig) => newJournalSells(rig),
  );

const lostDatabase = (stage: Stage) =>
  tampered(
    stage,
    'the database is lost',
    (rig) => rmSync(join(rig.folder, 'counter.db')),
    (rig) => newJournalSells(rig),
  );

/** A new journal begins and names the old one; the old one stays at the hub as it was. */
async function newJournalSells(rig: Rig): Promise<string[]> {
  await rig.settle();
  await rig.counter().stop();
  const { lines } = readCounterJournal(rig.folder);
  const boot = JSON.parse(lines[0]!.toString('utf8')) as { reason: string; previous?: { journal: string } };
  return boot.previous === undefined || boot.reason === 'start'
    ? [`the new journal does not say what became of the old one: ${JSON.stringify(boot)}`]
    : [];
}

async function lostAndRestored(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const cases = [restoredCopy, restoredDatabase, lostDatabase];
  const run = quick ? cases.slice(0, 1) : cases;
  const violations: string[] = [];
  let noticed = 0;
  for (const one of run) {
    tell(`case ${run.indexOf(one) + 1} of ${run.length}`);
    const found = await one(stage);
    if (found.length === 0) noticed += 1;
    violations.push(...found);
  }
  return {
    runs: run.length,
    violations,
    figure: `${noticed} of ${run.length} noticed at the next start or first contact`,
  };
}

/** ext4 finds an error and turns read-only under the running agent. */
async function readOnly(stage: Stage): Promise<FaultReport> {
  const disk = await openLoopDisk('ext4');
  let stopMs = 0;
  try {
    const violations = await withRig(
      stage,
      { counterFolder: join(disk.mount, 'counter'), payAfterMs: 1500 },
      'read-only',
      async (rig) => {
        const found: string[] = [];
        await disk.sync();
        await rig.sell([1]);
        writeFileSync(disk.errorTrigger, '1');
        const from = performance.now();
        await eventually(
          async () => {
            const { isRunning } = rig.counter();
            const answer = isRunning ? await rig.sell([2]).catch(() => undefined) : undefined;
            if (answer?.accepted) found.push('sold on a read-only disk');
            if (
              isRunning &&
              (
                await rig
                  .counter()
                  .status()
                  .catch(() => undefined)
              )?.outOfService === null
            )
              throw new Error('still in service');
          },
          { timeoutMs: 20_000 },
        );
        stopMs = performance.now() - from;
        await rig.counter().gone();
        await disk.bringBack();
        await rig.restartCounter();
        const judged = await healedAndJudged(rig);
        return [...found, ...judged.problems, ...moneyProblems(judged)];
      },
    );
    const figure = `out of service after ${Math.round(stopMs)} ms (1.5 s of it the shopper’s payment)`;
    return { runs: 1, violations, figure };
  } finally {
    await disk.remove();
  }
}

export const diskFaults = (stage: Stage): Fault[] => [
  { id: '7', name: 'disk full', needs: ['tmpfs'], run: (context) => fullDisks(stage, context) },
  {
    id: '8',
    name: 'bit flips, zeroed sectors, torn pages',
    needs: [],
    run: async (context) => joinReports(await spoilMany(context)),
  },
  {
    id: '9',
    name: 'database lost, old copy put back',
    needs: [],
    run: (context) => lostAndRestored(stage, context),
  },
  {
    id: '10',
    name: 'file system turns read-only',
    needs: ['loop-ext4', 'fs-error-trigger'],
    run: () => readOnly(stage),
  },
];
