// What an agent is made of, and what it offers to those who hold it.

import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { OpenBoardPort } from '../board/board-port.ts';
import type { Board } from '../board/board-runner.ts';
import type { DoorConfig } from '../cabinet/cabinet-parts.ts';
import type { Care } from '../care/care.ts';
import type { Probes } from '../care/probes.ts';
import type { CashUnit } from '../cash/cash-unit.ts';
import type { Journal } from '../journal/journal.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import type { Reserve } from '../journal/reserve.ts';
import type { LinkLimits } from '../link/link-machine.ts';
import type { OpenLink } from '../link/link-port.ts';
import type { Link } from '../link/link-runner.ts';
import type { ListStore } from '../lists/list-store.ts';
import type { ListSyncParts } from '../lists/list-sync.ts';
import type { ListsFetcher } from '../lists/lists-fetcher.ts';
import type { CounterDesk } from '../operator/desk.ts';
import type { EnrolDesk } from '../operator/ports.ts';
import type { TestPayment } from '../payment/test-payment.ts';
import type { Slot } from '../planogram/slot.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { SaleTimes } from '../sale/sale-session.ts';
import type { ScreenSource } from '../screens/source.ts';
import type { ShopperView } from '../screens/views.ts';
import type { Settings } from '../settings/settings.ts';

export const agentVersion = '0.2.0';

export interface AgentParts {
  counter: ShopperView['counter'];
  demo: boolean;
  /** Default: spirals. */
  machine?: 'spiral' | 'cabinet';
  hardware?: {
    dropSensor?: boolean;
    elevator?: boolean;
    /** A bill or coin acceptor at the board. */
    cash?: boolean;
    /** Slots of a cabinet are weighed. Default true. */
    scales?: boolean;
    doors?: readonly DoorConfig[];
  };
  /** Settings that hold until a hub ever set any (CONF-3). */
  localSettings?: Partial<CounterSettings>;
  /** Folder under which USB storage is mounted; without one nothing is exported. */
  exportRoot?: string;
  /** How the machine around the agent is; nobody asks when left out (fleets in one process). */
  probes?: Probes;
  careEveryMs?: number;
  enrol?: EnrolDesk;
  /** Path of a photograph of an entry on this counter. */
  pictureOf?(entry: string): string | undefined;
  /** Holds counter.db, the journal key and evidence. */
  folder: string;
  engine: 'sqlite3' | 'node:sqlite';
  /** Where the tables and the journal are, when not in `counter.db` of the folder: disks that a simulation holds. */
  openStore?: () => Promise<CounterStore>;
  /** As an operator knows it: the path of the serial port. */
  boardPortName: string;
  openBoardPort: OpenBoardPort;
  openLink: OpenLink;
  fetcher: ListsFetcher;
  /** Root metadata version 1, put there by the installer. */
  pinnedRoot: Uint8Array;
  /** What stands in the slots when the counter is first put up. */
  firstPlanogram?: readonly Slot[];
  /** The stand-in payment pays by itself after this time. */
  testPaymentAutoConfirmMs?: number;
  clock: Clock;
  random: Random;
  log: Log;
  board?: Partial<BoardConfig>;
  sale?: Partial<SaleTimes>;
  /** Disk space kept back for the journal; none when left out (fleets in one process). */
  reserve?: Reserve;
  link?: LinkLimits;
  /** How a new catalog is fetched: jitter and retries. */
  lists?: Pick<ListSyncParts, 'jitterMs' | 'retryMs' | 'retryMaxMs' | 'keepFloorMs'>;
  times?: Partial<AgentTimes>;
  /** Called once when only a restart of the process helps (JRN-12): whoever started the agent stops it and starts anew. */
  onFailed?(why: string): void;
  /** Stops the agent and ends the process with code 0, to be started anew; without it a command to restart is refused. */
  onRestart?(): void;
}

export interface AgentTimes {
  telemetryMs: number;
  /** How often freshness and the shelf lives are looked at again. */
  lookMs: number;
  /** How long a starting board may stay silent before its slots are said to be out of sale. */
  boardStartMs: number;
}

export const agentTimes: AgentTimes = {
  telemetryMs: 30_000,
  lookMs: 10_000,
  boardStartMs: 10_000,
};

export type RestockAnswer = { accepted: true } | { accepted: false; reasons: GateReason[] };

export interface Agent extends ScreenSource {
  journal: Journal;
  lists: ListStore;
  link: Link;
  board: Board;
  /** The stand-in method; offered only in a demo. */
  payment: TestPayment;
  settings: Settings;
  cash: CashUnit | undefined;
  care: Care;
  desk: CounterDesk;
  /** Puts goods into a slot if the gate lets them (point `load`); either way it is in the journal. */
  restock(proposed: Slot, operator: string): Promise<RestockAnswer>;
  /** Finishes what the motor does, closes everything in reverse order. */
  stop(): Promise<void>;
}
