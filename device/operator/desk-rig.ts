// For tests: a desk over a real database and journal, a board and a shelf that do what they are told, and a clock
// turned by hand. Another life on the same disk is another `openLife`.
import { argon2Sync, createHash } from 'node:crypto';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { argon2Floor, formatArgon2 } from '@zhuangui/protocol/phc.ts';
import { type CounterSettings, defaultSettings, type OperatorAccount } from '@zhuangui/protocol/settings.ts';
import type {
  BoardEvent,
  CommandResult,
  FreeCommand,
  VendRequest,
  VendResult,
} from '../board/board-types.ts';
import { sampleLists, sampleNowMs, sampleSlot } from '../gate/gate-samples.ts';
import { createGateSource } from '../gate/gate-source.ts';
import type { Journal } from '../journal/journal.ts';
import { journalArea, journalMigrations } from '../journal/journal-schema.ts';
import { newJournalKey } from '../journal/key.ts';
import { noReserve } from '../journal/reserve.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import { createPlanogram } from '../planogram/planogram.ts';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { DeskView } from '../screens/operator-views.ts';
import { sampleOperatorView, sampleSlot as shownSlot } from '../screens/testing/sample-views.ts';
import { done, no } from './answers.ts';
import { type CounterDesk, createDesk } from './desk.ts';
import { operatorMigrations } from './lockout-store.ts';
import { projectOpenVends } from './open-vends.ts';
import type { DeskParts } from './ports.ts';

/** A PIN as the hub would send it, at the floor. */
export function phcOf(pin: string, memoryKiB: number = argon2Floor.memoryKiB): string {
  const salt = Buffer.from(`salt of ${pin}`);
  const { passes, parallelism } = argon2Floor;
  const work = { message: pin, nonce: salt, parallelism, tagLength: 32, memory: memoryKiB, passes };
  return formatArgon2({ memoryKiB, passes, parallelism, salt, hash: argon2Sync('argon2id', work) });
}

/** What the hub knows of the badge. */
const badge = createHash('sha256').update('badge-of-200').digest('hex');
export const pins = { operator: '111111', technician: '222222', supervisor: '333333' } as const;
export const numbers = { operator: '100', technician: '200', supervisor: '300' } as const;

export const accounts: OperatorAccount[] = (['operator', 'technician', 'supervisor'] as const).map(
  (role) => ({
    operator: numbers[role],
    name: `王${role}`,
    role,
    pin: phcOf(pins[role]),
    ...(role === 'technician' ? { badge } : {}),
  }),
);

/** Powered-on time and wall time are turned apart from each other. */
export class DeskClock implements Clock {
  wallMs = sampleNowMs;
  #ms = 0;
  readonly #timers = new Set<{ dueMs: number; run: () => void }>();
  nowMs = () => this.wallMs;
  monotonicMs = () => this.#ms;
  setTimer = (delayMs: number, run: () => void) => {
    const timer = { dueMs: this.#ms + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };
  pass(ms: number): void {
    const untilMs = this.#ms + ms;
    for (;;) {
      const [first] = [...this.#timers]
        .filter((one) => one.dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs);
      if (!first) break;
      this.#timers.delete(first);
      this.#ms = Math.max(this.#ms, first.dueMs);
      first.run();
    }
    this.#ms = untilMs;
    this.wallMs += ms;
  }
}

/** What outlives the process. */
export interface Disk {
  db: Db;
  journal: Journal;
  lines: Line[];
  close(): Promise<void>;
}

export async function openDisk(): Promise<Disk> {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, journalMigrations, journalArea);
  await migrate(db, operatorMigrations, 'operator');
  const clock = new DeskClock();
  const parts = {
    db,
    clock,
    reserve: noReserve(),
    key: newJournalKey(),
    random: systemRandom(),
    log: silentLog,
  };
  const journal = await openJournal({ ...parts, counter: 'nm-150102-0001' });
  const lines: Line[] = [];
  journal.onAppended((appended) => void lines.push(...appended));
  const close = async () => {
    await journal.close();
    await db.close();
  };
  return { db, journal, lines, close };
}

export interface Life {
  desk: CounterDesk;
  clock: DeskClock;
  /** What left for the hub. */
  mails: Uint8Array[];
  board: {
    vends: VendRequest[];
    commands: FreeCommand[];
    tell(event: BoardEvent): void;
    vend: (request: VendRequest) => Promise<VendResult>;
    command: (command: FreeCommand) => Promise<CommandResult>;
  };
  restock: { calls: string[]; answer: () => Promise<DeskAnswer>; isOpen: boolean };
  settings: CounterSettings;
  /** Journal lines are refused while this is set. */
  refuseLines: Error | undefined;
  /** A sale runs. */
  saleRuns: boolean;
  holds(): number;
  hubIsThere: boolean;
  changes(): number;
  /** What is signed in, or undefined. */
  signedIn(token: string | undefined): Extract<DeskView, { state: 'signed-in' }> | undefined;
  signIn(role: keyof typeof pins): Promise<string>;
  act(act: Parameters<CounterDesk['act']>[0], token?: string): Promise<DeskAnswer>;
}

/** One life of the agent on a disk. */
export async function openLife(disk: Disk, change: Partial<DeskParts> = {}): Promise<Life> {
  const clock = new DeskClock();
  const planogram = createPlanogram(new Map(), 0);
  planogram.apply([...disk.lines]);
  disk.journal.onAppended((lines) => planogram.apply(lines));
  const boardListeners = new Set<(event: BoardEvent) => void>();
  let holds = 0;
  let changes = 0;
  const life: Life = {
    clock,
    mails: [],
    settings: { ...defaultSettings, publicUrl: 'https://proof.example', operators: accounts },
    refuseLines: undefined,
    saleRuns: false,
    hubIsThere: true,
    holds: () => holds,
    changes: () => changes,
    board: {
      vends: [],
      commands: [],
      tell: (event) => boardListeners.forEach((listener) => void listener(event)),
      vend: async () => ({ outcome: 'delivered', status: 2, detail: 'dropped' }),
      command: async () => ({ outcome: 'acknowledged', detail: 'ack' }),
    },
    restock: { calls: [], answer: async () => done(), isOpen: false },
    desk: undefined as unknown as CounterDesk,
    signedIn(token) {
      const view = life.desk.view(token);
      return view.state === 'signed-in' ? view : undefined;
    },
    async signIn(role) {
      const act = { act: 'sign-in-pin', operator: numbers[role], pin: pins[role] } as const;
      const { answer, token } = await life.desk.act(act, undefined);
      if (!answer.ok || token === undefined) throw new Error(JSON.stringify(answer));
      return token;
    },
    act: async (act, token) => (await life.desk.act(act, token)).answer,
  };
  const called = (name: string) => async (what?: unknown, operator?: string) => {
    life.restock.calls.push([name, operator ?? what].join(' '));
    return life.restock.answer();
  };
  life.desk = createDesk({
    counter: 'nm-150102-0001',
    clock,
    random: systemRandom(),
    log: silentLog,
    db: disk.db,
    journal: disk.journal,
    async append(lines: readonly LineBody[]) {
      if (life.refuseLines) throw life.refuseLines;
      await disk.journal.append(lines, projectOpenVends);
    },
    settings: () => life.settings,
    mail(_kind, bytes) {
      if (life.hubIsThere) life.mails.push(bytes);
      return life.hubIsThere;
    },
    sources: {
      operatorView: () => sampleOperatorView({ slots: [shownSlot()] }),
      temperature: () => ({ mode: 'cool', targetC: 4, nowC: 5, coldChain: null, warmSlots: [] }),
      storage: () => ({ freeBytes: 1, totalBytes: 2, low: false }),
      clock: () => ({ wallMs: clock.nowMs(), trustedMs: clock.nowMs(), jumps: 0 }),
      settings: () => ({ version: 1, refused: null }),
      pending: () => [],
      onChange: () => () => {},
    },
    gate: createGateSource({
      slot: (slot) => planogram.slot(slot),
      lists: () => sampleLists(),
      trustedNowMs: () => sampleNowMs,
      boardOnline: () => true,
      journalWritable: () => true,
    }),
    board: {
      vend: (request) => {
        life.board.vends.push(request);
        return life.board.vend(request);
      },
      command: (command) => {
        life.board.commands.push(command);
        return life.board.command(command);
      },
      onEvent: (listener) => {
        boardListeners.add(listener);
        return () => boardListeners.delete(listener);
      },
    },
    hold() {
      if (life.saleRuns) return undefined;
      holds += 1;
      return () => {
        holds -= 1;
      };
    },
    restock: {
      view: () =>
        life.restock.isOpen
          ? { session: 's0', operator: '100', openedAt: 0, scan: null, done: [], differences: [] }
          : null,
      hints: () => [],
      open: called('open'),
      scan: called('scan'),
      put: called('put'),
      close: called('close'),
      stock: called('stock'),
      price: called('price'),
      photo: async (_bytes, operator) => {
        life.restock.calls.push(`photo ${operator}`);
        return { answer: done(), photo: 'ab'.repeat(32) };
      },
      abandon: called('abandon'),
      onChange: () => () => {},
    },
    cash: {
      view: () => ({
        notesFen: 0,
        coinsFen: 0,
        creditFen: 0,
        changeFen: null,
        accepting: false,
        billAcceptorOk: null,
        coinAcceptorOk: null,
        lastCount: null,
      }),
      count: async ({ box }, operator) => done(`${box} ${operator}`),
      handOver: async (_order, amountFen) => no('unknown', 'order', `${amountFen}`),
    },
    ...change,
  });
  life.desk.onChange(() => {
    changes += 1;
  });
  await life.desk.start();
  return life;
}

/** Puts the sample goods into slot 1. */
export async function loadSlot(disk: Disk, change: Partial<typeof sampleSlot> = {}): Promise<void> {
  const { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen } = { ...sampleSlot, ...change };
  const goods = { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen };
  await disk.journal.append([{ kind: 'restock', ...goods, operator: '100' }]);
}
