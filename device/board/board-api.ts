// pure
// What the rest of the agent sees of the board.
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { BoardConfig } from './board-config.ts';
import type { OpenBoardPort } from './board-port.ts';
import type {
  BoardCounters,
  BoardEvent,
  CommandResult,
  FreeCommand,
  SelectionReport,
  VendRequest,
  VendResult,
  WatchRequest,
  WatchResult,
} from './board-types.ts';

export interface BoardStatus {
  /** The port is open. */
  connected: boolean;
  /** Connected, and the board was heard lately (`offlineAfterMs`). */
  online: boolean;
  /** Online, and no motor of an earlier vend may still be turning (BOARD-31): worth asking for money. */
  ready: boolean;
  /** The slot list of 0x11 is complete since the last start of either side. */
  synced: boolean;
  /** Monotonic milliseconds of the last POLL, null before the first. */
  lastPollAt: number | null;
  /** True while a vend is between its request and its result. */
  vending: boolean;
  selections: SelectionReport[];
  counters: BoardCounters;
}

export interface Board {
  /** Opens the port and keeps it open; returns at once. */
  start(): void;
  /** Closes the port; what still waits is answered first (vends by what is certain). */
  stop(): Promise<void>;
  /** Vends one item; never rejects. One at a time: a second call ends `not-delivered` at once. */
  vend(request: VendRequest): Promise<VendResult>;
  /** Listens for the outcome of an earlier vend and commands nothing; never rejects. */
  watch(request: WatchRequest): Promise<WatchResult>;
  /** Sends one command; resolves with its acknowledgement, answers come as events. Never rejects. */
  command(command: FreeCommand): Promise<CommandResult>;
  /** The returned function takes the listener off. */
  onEvent(listener: (event: BoardEvent) => void): () => void;
  status(): BoardStatus;
}

export interface BoardParts {
  openPort: OpenBoardPort;
  clock: Clock;
  log: Log;
  config?: Partial<BoardConfig>;
}
