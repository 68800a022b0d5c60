// pure
// What goes into the board machine and what comes out of it.
import type { BoardConfig } from './board-config.ts';
import type { CodeClass } from './codes.ts';
import type { BoardCommand } from './commands.ts';
import type { LastData } from './duplicates.ts';
import type { LinkState } from './link.ts';
import type { BoardMessage, BoardMessageOf } from './messages.ts';

export interface VendRequest {
  /** The slot's number on the board, 1…1000. */
  selection: number;
  dropSensor: boolean;
  elevator: boolean;
  /** The board sells by its own price, credit and stock logic (0x03), so that its credit is lowered (BOARD-32). */
  buy?: { priceFen: number };
}

export type VendOutcome = 'delivered' | 'not-delivered' | 'unknown';

/** `unknown` may neither be booked as sold nor refunded without a check (1.9, 1.13). */
export interface VendResult {
  outcome: VendOutcome;
  /** The last code that decided it: of 0x04, or of 0x02 when the check before the drive failed. */
  status?: number;
  statusName?: string;
  /** True for 0x24 without 0x02: the goods probably left, somebody has to look. */
  probablyDelivered?: boolean;
  detail: string;
}

export interface WatchRequest {
  selection: number;
  forMs: number;
  /** Final statuses count from 0x01 on only: before it they may be about an earlier vend of the same slot. */
  mustSeeStart?: boolean;
}

/** What the board said by itself about one slot; `none` leaves the outcome open. */
export interface WatchResult {
  outcome: 'delivered' | 'not-delivered' | 'none';
  status?: number;
  statusName?: string;
  probablyDelivered?: boolean;
  detail: string;
}

export interface CommandResult {
  /** `timed-out` and `refused`: never sent. `line-fault` and `lost`: sent perhaps, the effect is not known. */
  outcome: 'acknowledged' | 'line-fault' | 'timed-out' | 'lost' | 'refused';
  detail: string;
}

/** Commands for `Board.command`: the motor moves by `vend` only, sync and check are the machine's own. */
export type FreeCommand = Exclude<
  BoardCommand,
  { name: 'drive-selection' | 'select-to-buy' | 'check-selection' | 'sync' }
>;

export type SelectionReport = BoardMessageOf<'selection-report'>;

interface DispenseFields {
  selection: number;
  status: number;
  statusName: string;
  statusClass: CodeClass;
}

export interface MoneyReceived {
  type: 'money-received';
  mode: number;
  modeName: string;
  amount: number;
  cardNumber?: string;
  /** The first data this process heard, before the slot list: an earlier process may have booked it (BOARD-19). */
  mayBeOld?: true;
}

export type BoardEvent =
  | { type: 'online' }
  | { type: 'offline'; reason: string }
  | { type: 'port-lost'; reason: string }
  /** The board sent 0x31: it started anew. */
  | { type: 'restarted' }
  | ({ type: 'selection-report' } & Omit<SelectionReport, 'name' | 'cmd' | 'pack'>)
  | { type: 'selections-complete'; count: number }
  /** A status of the vend in progress. */
  | ({ type: 'dispense-status' } & DispenseFields)
  /** A status of the last vend, after its end. */
  | ({ type: 'late-dispense-status'; outcome: VendOutcome } & DispenseFields)
  /** A status of a vend that nobody asked for: sold on the machine's keypad (1.13 item 5). */
  | ({ type: 'unasked-dispense-status' } & DispenseFields)
  | { type: 'selection-chosen'; selection: number }
  | { type: 'selection-cancelled' }
  /** Money to book (1.13 item 8), in minor units. */
  | MoneyReceived
  /** The current credit, a level to display, in minor units. */
  | { type: 'credit'; credit: number }
  | { type: 'change-paid'; notesPaid: number; coinsPaid: number }
  | { type: 'door'; isOpen: boolean; raw: number }
  | { type: 'door-state'; doors: { cabinet: number; left: number; right: number }[] }
  /** Degrees Celsius per cabinet, null where not read yet. */
  | { type: 'temperature'; temperature: number | null; temperatures: (number | null)[] }
  | { type: 'line-fault'; command: string; detail: string }
  | { type: 'unknown-command'; cmd: number; data: string }
  | { type: 'bytes-discarded'; bytes: string; count: number; reason: string }
  /** Any other frame, as decoded: full status, menu replies, changes by the operator at the machine. */
  | { type: 'message'; message: BoardMessage };

export type MachineEvent =
  | { type: 'port-opened'; isAgain: boolean }
  | { type: 'port-lost'; reason: string }
  /** `key` tells re-sent frames apart; `arrivedAtMs` is when the bytes came, not when they were looked at. */
  | { type: 'frame'; message: BoardMessage; key: string; arrivedAtMs: number; isStale: boolean }
  | { type: 'discarded'; bytes: string; count: number; reason: string }
  | { type: 'vend'; id: number; request: VendRequest }
  | { type: 'watch'; id: number; request: WatchRequest }
  | { type: 'command'; id: number; command: FreeCommand }
  | { type: 'tick' }
  /** The driver stops: whatever waits gets its answer now. */
  | { type: 'stop' };

export type Effect =
  | { type: 'write'; bytes: Uint8Array }
  | { type: 'event'; event: BoardEvent }
  | { type: 'vend-result'; id: number; result: VendResult }
  | { type: 'watch-result'; id: number; result: WatchResult }
  | { type: 'command-result'; id: number; result: CommandResult }
  | { type: 'reopen'; reason: string };

export interface VendState {
  id: number;
  request: VendRequest;
  startedAtMs: number;
  /** When 0x06 (or 0x03 of a purchase) first left; null while the motor cannot have moved. */
  drivenAtMs: number | null;
  /** An earlier vend of this slot has not had its last word: only what follows 0x01 is about this one (BOARD-31). */
  mustSeeStart: boolean;
  /** Waits for the motors of earlier vends (BOARD-31): nothing of it has been queued yet. */
  isHeld: boolean;
  /** A purchase that the board accepted: a further 0x02 says nothing about it (BOARD-33). */
  bought: boolean;
  /** 0x04 with 0x02 came (remembered, 1.9 money rule). */
  dispensed: boolean;
  lineFault: boolean;
  lastStatus: number | null;
  lastStatusAtMs: number;
}

/** A driven vend that ended without a final word of the board. */
export interface UnresolvedVend {
  selection: number;
  elevator: boolean;
  endedAtMs: number;
  /** Its motor may turn until then. */
  restsAtMs: number;
}

export interface WatchState {
  id: number;
  selection: number;
  startedAtMs: number;
  mustSeeStart: boolean;
  untilMs: number;
  sawTakeGoods: boolean;
}

export interface SyncState {
  /** `needed` until the board acknowledged our 0x31. */
  phase: 'needed' | 'listing' | 'complete';
  /** When the list last grew (or began). */
  quietSinceMs: number;
  listed: ReadonlyMap<number, SelectionReport>;
}

export interface BoardCounters {
  framesIn: number;
  bytesDiscarded: number;
  duplicates: number;
  resends: number;
  lineFaults: number;
  portReopens: number;
}

export interface MachineState {
  config: BoardConfig;
  isOpen: boolean;
  isOnline: boolean;
  /** The later of port opened and last valid frame. */
  heardAtMs: number;
  lastPollAtMs: number | null;
  link: LinkState;
  sync: SyncState;
  vend: VendState | null;
  ended: { selection: number; outcome: VendOutcome; atMs: number } | null;
  unresolved: readonly UnresolvedVend[];
  /** A motor of an unresolved vend counts as turning; `online` is told again when it is at rest. */
  turning: boolean;
  watches: readonly WatchState[];
  /** How often the board's own stock was set to nothing without an acknowledgement (BOARD-34). */
  shutTries: number;
  lastData: LastData | null;
  selections: ReadonlyMap<number, SelectionReport>;
  door: number | null;
  /** When 0x51 goes out by itself; null while the slot list is not complete, or when the board does not answer it. */
  statusDueAtMs: number | null;
  counters: BoardCounters;
}

export interface Step {
  state: MachineState;
  effects: Effect[];
}

export const step = (state: MachineState, ...effects: Effect[]): Step => ({ state, effects });

/** Runs the next part on the state of the last one and keeps the effects of both, in order. */
export function andThen(first: Step, next: (state: MachineState) => Step): Step {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}

export const tell = (event: BoardEvent): Effect => ({ type: 'event', event });

export const count = (state: MachineState, counter: keyof BoardCounters, by = 1): MachineState => ({
  ...state,
  counters: { ...state.counters, [counter]: state.counters[counter] + by },
});
