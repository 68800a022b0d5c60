// The vocabulary of the scenarios: one counter, its board and its hub, killed and restarted, and what is left of it.
import { cpSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderAnswer } from '../../../device/screens/source.ts';
import type { Scenario } from '../../../simulators/board/scenario.ts';
import type { Launch } from '../../../simulators/faults/launch.ts';
import type { ChildSettings, ChildStatus, KillAt } from '../agent-child-words.ts';
import { judge, type Verdict } from './audit.ts';
import { type RigBoard, startRigBoard } from './board.ts';
import { RigCounter } from './counter.ts';
import { eventually, GiveUp } from './eventually.ts';
import { type JournalCopy, moneyFile, parsedLines, readCounterJournal, readMoney } from './evidence.ts';
import { type RigHub, startRigHub } from './hub.ts';
import { rigCounterId, type Template } from './template.ts';

/** Waits until no order is open, nobody is served, and the hub holds the whole journal. */
export async function settled(
  counter: RigCounter,
  also: (status: ChildStatus) => boolean = () => true,
): Promise<ChildStatus> {
  return eventually(async () => {
    if (!counter.isRunning) throw new GiveUp(`the counter is gone: ${counter.said}`);
    const status = await counter.status();
    const { open, seq, position, outOfService, sale } = status;
    const atRest = sale === null || sale === 'finished' || sale === 'cancelled';
    if (open === 0 && atRest && position === seq && outOfService !== 'starting' && also(status))
      return status;
    throw new Error(`not settled: ${JSON.stringify({ ...status, slots: undefined })} ${counter.said}`);
  });
}

export interface Rig {
  hub: RigHub;
  board: RigBoard;
  counter(): RigCounter;
  folder: string;
  /** A shopper takes these slots and pays; the power fails at the kill point, if one is given. */
  sell(slots: number[], killAt?: KillAt): Promise<OrderAnswer | undefined>;
  happens(scenario: Scenario): Promise<void>;
  /** The power fails now. */
  killCounter(): Promise<void>;
  /** The same folder, a new process; with a kill point it may not live to see its start. */
  restartCounter(killAt?: KillAt): Promise<RigCounter>;
  /** Copies the disk between two starts of the counter; the result starts the copy, with a board of its own. */
  cloneCounter(): Promise<() => Promise<RigCounter>>;
  /** Everything came to rest and the hub knows. */
  settle(also?: (status: ChildStatus) => boolean): Promise<ChildStatus>;
  /** Stops the counter and judges what is left. */
  audit(): Promise<Verdict & { lines: ReturnType<typeof parsedLines> }>;
  stop(): Promise<void>;
}

export type RigChange = Partial<
  Pick<
    ChildSettings,
    | 'sale'
    | 'board'
    | 'link'
    | 'payAfterMs'
    | 'freeBytesFile'
    | 'reserve'
    | 'powerCut'
    | 'keepaliveS'
    | 'operators'
  >
> & {
  motorMs?: number;
  /** Folder on another disk in which the counter lives. */
  counterFolder?: string;
  /** What stands between the counter's process and the machine. */
  launch?: Launch;
  /** Address under which the counter reaches the hub. */
  hubHost?: string;
};

/**
 * Times short enough for a test, as parts. After a vend that nobody heard the end of, the counter waits this long before
 * it sells again (BOARD-31): long enough for the motor of the rig, and for a slower one that a scenario asks for.
 */
const quick = (motorMs = 150) => ({
  sale: { watchMs: 1500 },
  board: { reopenMinMs: 50, slotListQuietMs: 300, vendTimeoutMs: motorMs > 150 ? 6_000 : 2_500 },
  link: { windowLines: 2000, positionTimeoutMs: 2000, backOffMinMs: 50, backOffMaxMs: 500 },
});

/** What money moved is known outside, whatever becomes of the counter's disk. */
function keepMoneyOutside(counterFolder: string, path: string): void {
  const inside = join(counterFolder, moneyFile);
  if (existsSync(inside)) cpSync(inside, path);
  else writeFileSync(path, '');
  rmSync(inside, { force: true });
  symlinkSync(path, inside);
}

/** A fresh world: copies of hub and counter, a board with the same goods, the counter running and selling. */
export async function openRig(template: Template, change: RigChange = {}): Promise<Rig> {
  const folder = template.copy();
  const { motorMs, counterFolder = join(folder, 'counter'), launch, hubHost, ...settings } = change;
  if (change.counterFolder) {
    cpSync(join(folder, 'counter'), counterFolder, { recursive: true });
    keepMoneyOutside(counterFolder, join(folder, 'money.ndjson'));
  }
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const hub = await startRigHub(join(folder, 'hub'), undefined, hubHost);
    ends.push(() => hub.stop());
    const board = await startRigBoard({
      port: join(folder, 'board'),
      slots: template.slots,
      ...(motorMs === undefined ? {} : { motorMs }),
    });
    ends.push(() => board.stop());
    let counter: RigCounter | undefined;
    ends.push(async () => counter?.kill());

    const all: ChildSettings = {
      counter: rigCounterId,
      folder: counterFolder,
      boardPort: board.port,
      hub: { mqttPort: hub.mqttPort, httpsPort: hub.httpsPort, ...(hubHost ? { host: hubHost } : {}) },
      slots: [],
      payAfterMs: 20,
      ...quick(motorMs),
      ...settings,
    };
    async function start(more: Partial<ChildSettings> = {}): Promise<RigCounter> {
      counter = await RigCounter.start({ ...all, ...more }, launch);
      return counter;
    }
    await start();
    /** Stops the counter. A line it wrote in its last moments reaches the hub after its next start. */
    async function lastWords(startsLeft = 2) {
      await counter!.stop();
      const journal = readCounterJournal(counterFolder);
      const hubJournal = await hubCopy(hub, journal);
      if (hubJournal?.head === journal.head || startsLeft === 0) return { journal, hubJournal };
      await settled(await start());
      return lastWords(startsLeft - 1);
    }
    const rig: Rig = {
      hub,
      board,
      counter: () => counter!,
      folder: counterFolder,
      sell: (slots, killAt) => counter!.order(slots, killAt),
      happens: (scenario) => board.happens(scenario),
      killCounter: () => counter!.kill(),
      restartCounter: (killAt) => start(killAt === undefined ? {} : { countFromStart: true, killAt }),
      async cloneCounter() {
        await counter!.stop();
        const clone = join(folder, 'clone');
        cpSync(counterFolder, clone, { recursive: true });
        const cloneBoard = await startRigBoard({ port: join(folder, 'clone-board'), slots: template.slots });
        ends.push(() => cloneBoard.stop());
        await start();
        return async () => {
          const second = await RigCounter.start({ ...all, folder: clone, boardPort: cloneBoard.port });
          ends.push(() => second.kill());
          return second;
        };
      },
      settle: (also) => settled(counter!, also),
      async audit() {
        const { journal, hubJournal } = await lastWords();
        return {
          lines: parsedLines(journal),
          ...judge({
            journal,
            hubJournal,
            money: readMoney(counterFolder),
            board: await board.truth(),
            violations: await board.violations(),
          }),
        };
      },
      stop,
    };
    await rig.settle(({ outOfService, boardSynced }) => outOfService === null && boardSynced);
    return rig;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a running hub holds of a journal. */
export async function hubCopy(
  { hub }: RigHub,
  { counter, journal }: Pick<JournalCopy, 'counter' | 'journal'>,
): Promise<JournalCopy | undefined> {
  const lines: Buffer[] = [];
  let head = '';
  for await (const part of hub.ledger.exportJournal(counter, journal)) {
    lines.push(...part.lines.map((line) => Buffer.from(line)));
    head = part.head;
  }
  return lines.length === 0 ? undefined : { counter, journal, lines, head };
}
