// pure
// What the desk needs of the rest of the counter. Each is built elsewhere and handed in.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type {
  BoardEvent,
  CommandResult,
  FreeCommand,
  VendRequest,
  VendResult,
} from '../board/board-types.ts';
import type { GateSource } from '../gate/gate-source.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { DeskActOf, DeskAnswer } from '../screens/desk-acts.ts';
import type {
  CashView,
  DeskView,
  EnrolmentView,
  FaultView,
  RestockView,
  SlotHint,
} from '../screens/operator-views.ts';
import type { OperatorView } from '../screens/views.ts';

/** Goods in and out of slots. `operator` is the number of who is signed in; no call rejects. */
export interface RestockDesk {
  view(): RestockView | null;
  hints(): SlotHint[];
  open(operator: string): Promise<DeskAnswer>;
  scan(act: DeskActOf<'restock-scan'>, operator: string): Promise<DeskAnswer>;
  put(act: DeskActOf<'restock-put'>, operator: string): Promise<DeskAnswer>;
  close(act: DeskActOf<'restock-close'>, operator: string): Promise<DeskAnswer>;
  stock(act: DeskActOf<'stock'>, operator: string): Promise<DeskAnswer>;
  price(act: DeskActOf<'price'>, operator: string): Promise<DeskAnswer>;
  /** Keeps a JPEG or PNG for the open session. */
  photo(bytes: Uint8Array, operator: string): Promise<{ answer: DeskAnswer; photo?: string }>;
  /** Whoever had it open is signed out. */
  abandon(): Promise<unknown>;
  onChange(listener: () => void): () => void;
}

export interface CashDesk {
  view(): CashView;
  count(
    count: { box: 'notes' | 'coins'; countedFen: number; leftFen: number },
    operator: string,
  ): Promise<DeskAnswer>;
  handOver(order: string, amountFen: number, operator: string): Promise<DeskAnswer>;
  onChange?(listener: () => void): () => void;
}

type SignedIn = Extract<DeskView, { state: 'signed-in' }>;

export interface DoorDesk {
  doors(): SignedIn['cabinet'];
  openFor(cabinet: number, door: 'left' | 'right', operator: string): Promise<DeskAnswer>;
  onChange?(listener: () => void): () => void;
}

export interface EnrolDesk {
  view(): EnrolmentView;
  enrol(code: string, operator: string): Promise<DeskAnswer>;
  onChange?(listener: () => void): () => void;
}

/** The part of the board that an operator may move. */
export interface DeskBoard {
  vend(request: VendRequest): Promise<VendResult>;
  command(command: FreeCommand): Promise<CommandResult>;
  onEvent(listener: (event: BoardEvent) => void): () => void;
}

/** What the dashboard shows of other parts; each is read at the moment of the question. */
export interface DeskSources {
  operatorView(): OperatorView;
  /** Alarms that are no `fault` line of the journal; those the desk knows itself. */
  faults?(): FaultView[];
  temperature(): SignedIn['temperature'];
  storage(): SignedIn['storage'];
  clock(): SignedIn['clock'];
  settings(): SignedIn['settings'];
  pending(): SignedIn['pending'];
  /** Any of it changed. */
  onChange(listener: () => void): () => void;
}

export interface DeskParts {
  /** This counter's id. */
  counter: string;
  clock: Clock;
  random: Random;
  log: Log;
  db: Db;
  journal: Journal;
  /** Appends with everything that follows from the lines; resolves when it is on disk. */
  append(lines: readonly LineBody[]): Promise<unknown>;
  /** Settings in force. */
  settings(): CounterSettings;
  /** To the hub, now; false when it cannot be sent. */
  mail(kind: 'signin', bytes: Uint8Array): boolean;
  sources: DeskSources;
  gate: GateSource;
  board: DeskBoard;
  /** No sale begins until the returned function is called; undefined while one runs. */
  hold(): (() => void) | undefined;
  restock: RestockDesk;
  cash: CashDesk;
  doors?: DoorDesk | undefined;
  enrol?: EnrolDesk | undefined;
  dropSensor?: boolean | undefined;
  elevator?: boolean | undefined;
  /** The board says that the machine's own door is open. */
  isDoorOpen?(): boolean;
  /** The set-point was changed at the counter. */
  onTemperature?(mode: 'cool' | 'heat' | 'off', targetC: number): void;
  /** The board was told that this slot is clear: what it reports next is news. */
  onJamCleared?(slot: number): void;
  /** Folder under which USB storage is mounted. */
  exportRoot?: string | undefined;
  /** In place of looking under `exportRoot`. */
  exportTargets?(): Promise<string[]>;
}
