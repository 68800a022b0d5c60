// One counter on a bench: a real hub beside it, a simulated board on a pseudo-terminal, files as a technician lays them out.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import { type BoardSim, createBoardSim } from '../../simulators/board/board-sim.ts';
import { createPtyWire } from '../../simulators/board/pty.ts';
import { slotOfSample } from '../../simulators/fleet/fleet-counter.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { samplePlanogram } from '../../simulators/samples/planogram.ts';
import type { BenchHubPlan, BenchHubReady } from './bench-hub.ts';

export interface StandOptions {
  /** Entries of the catalog in the counter's lists; default 10,000. */
  entries?: number;
  /** Slots of the machine; default 60. */
  slots?: number;
  /** The board's rhythm; default 200 ms, as the manual has it. */
  pollMs?: number;
  motorMs?: number;
}

export interface Stand {
  /** Configuration of the agent, ready for device/main.ts. */
  configPath: string;
  /** The counter's data folder. */
  folder: string;
  slots: readonly Slot[];
  board: BoardSim;
  /** Monotonic nanoseconds at which the board heard the first byte of the last command with this number. */
  heardAt(command: number): bigint | undefined;
  close(): Promise<void>;
}

const counter = 'counter-150102-0001';
export const packagesInSlot = 8;

const launcher = join(import.meta.dirname, '..', '..', 'device', 'install', 'bin', 'counter');

/** Node's options as the installed launcher has them, so that what is measured is what is installed. */
function leanOptions(): string[] {
  const found = /^lean="([^"]+)"$/m.exec(readFileSync(launcher, 'utf8'));
  if (!found) throw new Error(`${launcher} does not say which options the agent is started with (lean="…")`);
  return found[1]!.split(' ');
}

/** What a counter's launcher and unit set (decision tooling): compiled modules are kept, memory is spared. */
export const asInstalled = (folder: string) => ({
  execArgv: leanOptions(),
  env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
});

function goods(count: number, entries: number, today: string): Slot[] {
  const certified = sampleEntries({ count: entries, referenceDate: today });
  const full = { count: packagesInSlot, capacity: packagesInSlot };
  return samplePlanogram(certified, count, today).map((sample) => ({ ...slotOfSample(sample), ...full }));
}

async function startHub(plan: BenchHubPlan): Promise<{ child: ChildProcess; ready: BenchHubReady }> {
  const child = fork(join(import.meta.dirname, 'bench-hub.ts'), [JSON.stringify(plan)]);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the hub of the bench ended with ${code}`);
  });
  ended.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [BenchHubReady];
  return { child, ready };
}

async function stopHub(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function writeConfig(folder: string, ready: BenchHubReady, slots: readonly Slot[]): string {
  writeFileSync(join(folder, 'planogram.json'), JSON.stringify(slots));
  const config = {
    counter: {
      id: counter,
      name: '测试专柜',
      place: '新城区',
      operatedBy: '测试公司',
      complaintPhone: '12317',
      licence: 'JY11501020000001',
    },
    dataFolder: folder,
    engine: 'sqlite3',
    boardPort: join(folder, 'board'),
    hub: { host: '127.0.0.1', ...ready },
    identityFolder: join(folder, 'identity'),
    trustedRoot: join(folder, 'trusted-root.json'),
    screen: { host: '127.0.0.1', port: 0 },
    firstPlanogram: join(folder, 'planogram.json'),
    demo: true,
    hardware: { cash: true },
    exportRoot: join(folder, 'usb'),
    log: { file: join(folder, 'agent.log') },
  };
  const path = join(folder, 'counter.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** The same line, and when which command came over it. */
function timed(wire: ReturnType<typeof createPtyWire>) {
  const heard = new Map<number, bigint>();
  const transport = {
    ...wire,
    onBytes: (listener: (bytes: Uint8Array) => void) =>
      wire.onBytes((bytes) => {
        for (let at = 0; at + 2 < bytes.length; at += 1)
          if (bytes[at] === 0xfa && bytes[at + 1] === 0xfb)
            heard.set(bytes[at + 2]!, process.hrtime.bigint());
        listener(bytes);
      }),
  };
  return { transport, heardAt: (command: number) => heard.get(command) };
}

export async function openStand(options: StandOptions = {}): Promise<Stand> {
  const { entries = 10_000, slots: count = 60, pollMs = 200, motorMs = 300 } = options;
  const root = await mkdtemp(join(tmpdir(), 'zhuangui-stand-'));
  const folder = resolve(root, 'counter');
  mkdirSync(folder);
  const today = dayOf(Date.now());
  const plan = { folder: join(root, 'hub'), counterFolder: folder, counter, entries, today };
  const { child, ready } = await startHub(plan);
  const slots = goods(count, entries, today);
  const { transport, heardAt } = timed(createPtyWire(join(folder, 'board')));
  const loads = slots.map(({ slot, priceFen }) => ({
    ...{ selection: slot, inventory: packagesInSlot, capacity: packagesInSlot, priceFen },
  }));
  const board = createBoardSim({ slots: loads, transport, pollMs, motorMs, bootMs: 50 });
  await board.start();
  return {
    configPath: writeConfig(folder, ready, slots),
    folder,
    slots,
    board,
    heardAt,
    async close() {
      await board.stop();
      await stopHub(child);
      await rm(root, { recursive: true, force: true });
    },
  };
}
