// What is said between a scenario and the counter it started.
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { BoardConfig } from '../../device/board/board-config.ts';
import type { LinkLimits } from '../../device/link/link-machine.ts';
import type { Slot } from '../../device/planogram/slot.ts';
import type { SaleTimes } from '../../device/sale/sale-session.ts';
import type { SlotView } from '../../device/screens/views.ts';

/** Name of a kill point, or its number, from 1. */
export type KillAt = string | number;

export interface ChildSettings {
  counter: string;
  folder: string;
  boardPort: string;
  hub: { mqttPort: number; httpsPort: number; host?: string };
  slots: Slot[];
  payAfterMs: number;
  sale?: Partial<Omit<SaleTimes, 'retryMs'>>;
  board?: Partial<BoardConfig>;
  link?: LinkLimits;
  /** File with the number of free bytes, for a disk that fills up; else nothing is measured. */
  freeBytesFile?: string;
  /** The production reserve on the real disk, with these sizes. */
  reserve?: { sizeBytes: number; minimumFreeBytes: number };
  /** Mounted file system whose power fails together with the process at a kill point. */
  powerCut?: string;
  /** Default 30. */
  keepaliveS?: number;
  /** People of the operator's page, until a hub sends others. */
  operators?: CounterSettings['operators'];
  /** Kill points count from the start of the process; else from the order. */
  countFromStart?: boolean;
  killAt?: KillAt;
}

export type Question = { id: number } & (
  | { ask: 'order'; slots: number[]; killAt?: KillAt }
  | { ask: 'status' }
  | { ask: 'restock'; slot: Slot }
  /** Measures the free space now, as the journal does now and then. */
  | { ask: 'measure' }
  | { ask: 'sign-in'; operator: string; pin: string }
  | { ask: 'stop' }
);

export interface ChildStatus {
  /** Orders without a `closed` line. */
  open: number;
  seq: number;
  /** How far the hub holds the journal; undefined while there is no connection. */
  position?: number;
  outOfService: string | null;
  /** Phase of the sale in front, null when there is none. */
  sale: string | null;
  slots: SlotView[];
  boardOnline: boolean;
  /** The board has told of all its slots. */
  boardSynced: boolean;
  /** What the counter takes for the time, milliseconds. */
  wallMs: number;
}
