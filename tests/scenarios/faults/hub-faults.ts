// Rows 16 to 19 and 38: the hub dies, loses the power of its disk, stands still, runs out of open files.
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { joinReports } from '../../../simulators/faults/fault.ts';
import { openLoopDisk } from '../../../simulators/faults/loop-disk.ts';
import { run } from '../../../simulators/faults/shell.ts';
import { attachTracer } from '../../../simulators/faults/strace.ts';
import { eventually } from '../rig/eventually.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import { type HubWorld, type HubWorldPlan, openHubWorld } from './hub-world.ts';
import { seededDraw } from './seeded-draw.ts';
import type { Stage } from './stage.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whatever is thrown is a violation. */
async function inWorld(
  plan: HubWorldPlan,
  work: (world: HubWorld) => Promise<Omit<FaultReport, 'violations'> & { violations?: readonly string[] }>,
): Promise<FaultReport> {
  const world = await openHubWorld(plan);
  try {
    const { violations = [], ...rest } = await work(world);
    return { ...rest, violations: [...violations, ...(await world.judge())] };
  } catch (error) {
    return { runs: 1, violations: [(error as Error).message.slice(0, 600)], figure: '' };
  } finally {
    await world.close();
  }
}

/** The fleet keeps writing until told to stop. */
function keepBusy(world: HubWorld): { stop(): Promise<void> } {
  let isOver = false;
  const work = world.fleet.map(async (counter) => {
    while (!isOver) await world.everyday(counter);
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(work);
    },
  };
}

function killed({ quick, seed, tell }: FaultContext): Promise<FaultReport> {
  return inWorld({ counters: 4 }, async (world) => {
    const kills = quick ? 3 : 100;
    const draw = seededDraw(seed);
    const before = world.lines();
    const busy = keepBusy(world);
    for (let kill = 0; kill < kills; kill += 1) {
      if (kill % 10 === 0) tell(`kill ${kill + 1} of ${kills}`);
      await pause(draw(600));
      await world.hub.kill();
      await world.hub.start();
    }
    await busy.stop();
    await world.allTold();
    return { runs: kills, figure: `${world.lines() - before} lines written meanwhile` };
  });
}

/** The disk under the hub is cut while counters report; what it had confirmed must still be there. */
async function powerCut(kind: 'ext4' | 'xfs', { quick, seed, tell }: FaultContext): Promise<FaultReport> {
  const disk = await openLoopDisk(kind, { sizeBytes: 400 << 20 });
  try {
    return await inWorld({ counters: 3, hubFolder: join(disk.mount, 'hub') }, async (world) => {
      const cuts = quick ? 2 : 15;
      const draw = seededDraw(seed);
      await disk.sync();
      const violations: string[] = [];
      const busy = keepBusy(world);
      for (let cut = 0; cut < cuts; cut += 1) {
        tell(`${kind} ${cut + 1} of ${cuts}`);
        await pause(draw(600));
        await disk.cutPower();
        await world.hub.kill();
        await disk.bringBack();
        await world.hub.start();
        await pause(300);
        // A counter that was told more than the hub holds would call this hub's history a fork.
        const broken = world.fleet.filter(({ agent }) => agent.link.status().broken !== undefined);
        if (broken.length > 0)
          violations.push(`${broken.map(({ id }) => id)} saw a fork after cut ${cut + 1}`);
      }
      await busy.stop();
      await world.allTold();
      return { runs: cuts, violations, figure: `${kind}: ${world.lines()} lines written` };
    });
  } finally {
    await disk.remove();
  }
}

/** Syncs of the hub's store fail: nobody is told that a line is held; with a sound disk everything arrives. */
function failingStore({ tell }: FaultContext): Promise<FaultReport> {
  return inWorld({ counters: 2 }, async (world) => {
    const before = world.fleet.map(({ agent }) => agent.link.status().position);
    const paths = ['hub.db', 'hub.db-wal'].map((name) => join(world.folder, name));
    const tracer = await attachTracer(world.hub.pid, {
      calls: ['fsync', 'fdatasync'],
      what: 'EIO',
      nth: 1,
      after: true,
      paths,
    });
    tell('EIO');
    const days = world.fleet.map((counter) => world.everyday(counter));
    await Promise.all(days);
    const after = world.fleet.map(({ agent }) => agent.link.status().position);
    const told = after.filter((position, index) => position > before[index]!).length;
    const violations = told > 0 ? [`${told} counters were told of lines whose sync had failed`] : [];
    await tracer.detach();
    const ended = !world.hub.isRunning;
    await world.hub.kill();
    await world.hub.start();
    await world.allTold();
    return {
      runs: 1,
      violations,
      figure: `${told} of ${after.length} counters had a receipt while syncs failed${ended ? ', the hub ended by itself' : ''}`,
    };
  });
}

function restarted({ quick, tell }: FaultContext): Promise<FaultReport> {
  const counters = quick ? 10 : 60;
  return inWorld({ counters }, async (world) => {
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      tell(`round ${round + 1}`);
      await world.hub.kill();
      const day = Promise.all(world.fleet.map((counter) => world.everyday(counter)));
      await day;
      await world.hub.start();
      times.push(await world.allTold());
    }
    const figure = `${counters} agents of this process connected and drained within ${seconds(Math.max(...times))}`;
    return { runs: times.length, figure };
  });
}

/** The hub stands still, then goes on as if nothing had been. */
function stoppedHub({ quick, tell }: FaultContext): Promise<FaultReport> {
  const stillMs = quick ? 4000 : 60_000;
  return inWorld({ counters: 3 }, async (world) => {
    const busy = keepBusy(world);
    await pause(300);
    process.kill(world.hub.pid, 'SIGSTOP');
    tell(`hub stands still for ${seconds(stillMs)}`);
    await pause(stillMs);
    process.kill(world.hub.pid, 'SIGCONT');
    await busy.stop();
    const ms = await world.allTold();
    return {
      runs: 1,
      figure: `hub still for ${seconds(stillMs)}: all lines ${seconds(ms)} after the last sale`,
    };
  });
}

/** The agent stands still in the middle of a vend. */
async function stoppedAgent(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const stillMs = quick ? 3000 : 60_000;
  const moments = quick ? [0] : [0, 300];
  let healMs = 0;
  const violations: string[] = [];
  for (const afterMs of moments) {
    tell(`counter stands still for ${seconds(stillMs)}`);
    const found = await withRig(
      stage,
      { motorMs: 1000, payAfterMs: 100 },
      `stopped after ${afterMs} ms`,
      async (rig) => {
        await rig.sell([1]);
        await pause(afterMs);
        process.kill(rig.counter().pid, 'SIGSTOP');
        await pause(stillMs);
        process.kill(rig.counter().pid, 'SIGCONT');
        const from = performance.now();
        const judged = await healedAndJudged(rig);
        healMs = Math.max(healMs, performance.now() - from);
        return judged.problems;
      },
    );
    violations.push(...found);
  }
  const figure = `counter still for ${seconds(stillMs)}: settled ${seconds(healMs)} later`;
  return { runs: moments.length, violations, figure };
}

const openFiles = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

/** So many connections that say nothing. */
async function flood(port: number, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    return socket;
  });
  await pause(1500);
  return sockets;
}

/** The hub may hold a handful of files more than it does: it must shed connections, not die, and recover. */
function outOfFiles(): Promise<FaultReport> {
  return inWorld({ counters: 3 }, async (world) => {
    const violations: string[] = [];
    const limit = openFiles(world.hub.pid) + 12;
    await run('prlimit', ['--pid', String(world.hub.pid), `--nofile=${limit}:4096`]);
    const busy = keepBusy(world);
    const sockets = await flood(world.ports.mqtt, 300);
    const held = openFiles(world.hub.pid);
    if (!world.hub.isRunning) violations.push('the hub died');
    for (const socket of sockets) socket.destroy();
    await pause(500);
    await busy.stop();
    await run('prlimit', ['--pid', String(world.hub.pid), '--nofile=4096:4096']);
    const ms = await world.allTold();
    return {
      runs: 300,
      violations,
      figure: `${held} of ${limit} files open under 300 connections; all lines ${seconds(ms)} after`,
    };
  });
}

/** The counter's own process cannot open anything. */
async function agentOutOfFiles(stage: Stage): Promise<FaultReport> {
  const violations = await withRig(stage, {}, 'agent without files', async (rig) => {
    const { pid } = rig.counter();
    const limit = openFiles(pid);
    await run('prlimit', ['--pid', String(pid), `--nofile=${limit}:4096`]);
    await rig.sell([1]);
    await pause(1000);
    await run('prlimit', ['--pid', String(pid), '--nofile=4096:4096']);
    await eventually(() => {
      if (!rig.counter().isRunning) throw new Error('the agent died');
    });
    return (await healedAndJudged(rig)).problems;
  });
  return { runs: 1, violations, figure: 'an agent without a file to open sold, too' };
}

const both = (first: Promise<FaultReport>, then: () => Promise<FaultReport>) =>
  first.then(async (report) => joinReports([report, await then()]));

export const hubFaults = (stage: Stage): Fault[] => [
  { id: '6c', name: 'EIO on every sync of the hub', needs: ['strace', 'root'], run: failingStore },
  { id: '16', name: 'kill -9 of the hub while counters report', needs: [], run: killed },
  {
    id: '17',
    name: 'power cut of the hub’s disk while counters report',
    needs: ['loop-ext4', 'loop-xfs'],
    run: (context) => both(powerCut('ext4', context), () => powerCut('xfs', context)),
  },
  { id: '18', name: 'hub restarts, the fleet comes back', needs: [], run: restarted },
  {
    id: '19',
    name: 'SIGSTOP of hub and counter',
    needs: [],
    run: (context) => both(stoppedHub(context), () => stoppedAgent(stage, context)),
  },
  {
    id: '38',
    name: 'no more open files',
    needs: ['prlimit'],
    run: () => both(outOfFiles(), () => agentOutOfFiles(stage)),
  },
];
