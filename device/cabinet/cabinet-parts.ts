// pure
// What an open-door cabinet is made of and what it offers.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Board } from '../board/board-api.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { SaleCabinet } from '../sale/board.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { SlotWeight } from './weighing.ts';

export type Side = 'left' | 'right';

/** One door and the slots behind it, as the configuration names them. */
export interface DoorConfig {
  cabinet: number;
  door: Side;
  slots: readonly number[];
}

export type DoorState = 'locked' | 'unlocked' | 'open' | 'unknown';

export interface CabinetTimes {
  /** The lock falls again by itself after this, when nobody opened (0x84: 5 to 250 s). */
  relockS: number;
  /** How long a door may stay open before the visit is settled without it and an operator is called. */
  openMaxMs: number;
  /** How long one weighing, and one question about a door, may take. */
  answerMs: number;
  /** How often the doors are asked for while a visit runs, and otherwise. */
  askEveryMs: number;
  idleAskEveryMs: number;
  /** Scales need a moment after a door was shut. */
  restMs: number;
  weighings: number;
}

export const cabinetTimes: CabinetTimes = {
  relockS: 20,
  openMaxMs: 180_000,
  answerMs: 3_000,
  askEveryMs: 1_000,
  idleAskEveryMs: 10_000,
  restMs: 1_500,
  weighings: 3,
};

export interface CabinetParts {
  doors: readonly DoorConfig[];
  /** False: nothing is weighed; what was taken is what the shopper scanned and paid for (CAB-9). Default true. */
  hasScales?: boolean | undefined;
  board: Pick<Board, 'command' | 'onEvent' | 'status'>;
  /** Commits lines with everything that follows from them. */
  append(lines: readonly LineBody[]): Promise<unknown>;
  /** For what an order weighed before a restart. */
  db: Queries;
  /** What the book says stands in a slot, for a line about what is missing. */
  stockOf(slot: number): { entry: string; lot: string; count: number } | undefined;
  clock: Clock;
  log: Log;
  times?: Partial<CabinetTimes>;
}

export interface Cabinet extends SaleCabinet {
  /** For the operator's page. */
  doors(): { cabinet: number; door: Side; state: DoorState }[];
  /** True while any door is not known to be locked: nothing new is sold. */
  anyOpen(): boolean;
  /** What a shopper's page shows while a visit runs. */
  phase(): 'unlocking' | 'open' | 'weighing' | undefined;
  /** An operator opens a door; journaled, and again when it is shut. */
  openFor(cabinet: number, door: Side, operator: string): Promise<DeskAnswer>;
  /** Weighs everything now; used after an operator's visit too. */
  weigh(): Promise<SlotWeight[]>;
  onChange(listener: () => void): () => void;
  close(): void;
}
