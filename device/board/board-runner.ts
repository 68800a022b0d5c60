// Performs what the board machine decides: one port, one timer, promises for the callers.
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type BoardConfig, DEFAULT_BOARD_CONFIG } from './board-config.ts';
import { BoardLog } from './board-log.ts';
import { advance, newMachine, nextDueAtMs } from './board-machine.ts';
import type { BoardPort, OpenBoardPort } from './board-port.ts';
import type {
  BoardCounters,
  BoardEvent,
  CommandResult,
  Effect,
  FreeCommand,
  MachineEvent,
  MachineState,
  SelectionReport,
  VendRequest,
  VendResult,
  WatchRequest,
  WatchResult,
} from './board-types.ts';
import { toHex } from './hex.ts';
import { type BoardMessage, decodeBoardMessage } from './messages.ts';
import { emptyParser, expire, expiresAtMs, feed, finish, type ParserItem } from './parser.ts';

export interface BoardStatus {
  /** The port is open. */
  connected: boolean;
  /** Connected, and the board was heard lately (`offlineAfterMs`). */
  online: boolean;
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

/** The driver of one board; several may run in one process. */
export function createBoard(parts: BoardParts): Board {
  return new BoardRunner(parts);
}

class BoardRunner implements Board {
  private readonly openPort: OpenBoardPort;
  private readonly clock: Clock;
  private readonly boardLog: BoardLog;
  private readonly config: BoardConfig;
  private machine: MachineState;
  private parser = emptyParser();
  private port: BoardPort | null = null;
  private opening: Promise<void> = Promise.resolve();
  private isRunning = false;
  private openedCount = 0;
  private retryMs: number;
  private cancelRetry: () => void = () => {};
  private timer: { dueMs: number; cancel: () => void } | null = null;
  private cancelLoopCheck: (() => void) | null = null;
  /** When the event loop was last known to turn. */
  private aliveAtMs = 0;
  private inbox: MachineEvent[] = [];
  private isBusy = false;
  private lastId = 0;
  private readonly vends = new Map<number, (result: VendResult) => void>();
  private readonly watches = new Map<number, (result: WatchResult) => void>();
  private readonly commands = new Map<number, (result: CommandResult) => void>();
  private readonly listeners = new Set<(event: BoardEvent) => void>();

  constructor({ openPort, clock, log, config }: BoardParts) {
    this.openPort = openPort;
    this.clock = clock;
    this.boardLog = new BoardLog(log, clock);
    this.config = { ...DEFAULT_BOARD_CONFIG, ...config };
    this.machine = newMachine(this.config);
    this.retryMs = this.config.reopenMinMs;
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.open();
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    this.cancelRetry();
    const { port } = this;
    this.port = null;
    this.post({ type: 'stop' });
    this.cancelTimers();
    await this.opening;
    await port?.close();
  }

  vend(request: VendRequest): Promise<VendResult> {
    return this.ask(this.vends, (id) => ({ type: 'vend', id, request }));
  }

  watch(request: WatchRequest): Promise<WatchResult> {
    if (!this.isRunning) return Promise.resolve({ outcome: 'none', detail: 'the driver is not running' });
    return this.ask(this.watches, (id) => ({ type: 'watch', id, request }));
  }

  command(command: FreeCommand): Promise<CommandResult> {
    return this.ask(this.commands, (id) => ({ type: 'command', id, command }));
  }

  onEvent(listener: (event: BoardEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  status(): BoardStatus {
    const { machine } = this;
    return {
      connected: machine.isOpen,
      online: machine.isOnline,
      synced: machine.sync.phase === 'complete',
      lastPollAt: machine.lastPollAtMs,
      vending: machine.vend !== null,
      selections: [...machine.selections.values()],
      counters: machine.counters,
    };
  }

  private ask<R>(waiting: Map<number, (result: R) => void>, event: (id: number) => MachineEvent): Promise<R> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      this.post(event(id));
    });
  }

  // --- the port -------------------------------------------------------------------------------------------------

  private open(): void {
    this.opening = this.openPort().then(
      (port) => this.opened(port),
      (error: unknown) => {
        this.boardLog.openFailed(error, this.retryMs);
        this.openLater();
      },
    );
  }

  private async opened(port: BoardPort): Promise<void> {
    if (!this.isRunning) return port.close();
    this.port = port;
    this.parser = emptyParser();
    this.openedCount += 1;
    port.onBytes((bytes) => {
      if (this.port === port) this.bytesArrived(bytes);
    });
    port.onClose((reason) => {
      if (this.port === port) this.portLost(reason);
    });
    this.post({ type: 'port-opened', isAgain: this.openedCount > 1 });
  }

  private openLater(): void {
    if (!this.isRunning) return;
    this.cancelRetry = this.clock.setTimer(this.retryMs, () => this.open());
    this.retryMs = Math.min(this.retryMs * 2, this.config.reopenMaxMs);
  }

  private portLost(reason: string): void {
    this.port = null;
    const rest = finish(this.parser, decodeBoardMessage);
    this.parser = rest.state;
    this.postItems(rest.items, this.clock.monotonicMs());
    this.post({ type: 'port-lost', reason });
    this.openLater();
  }

  private reopen(): void {
    const { port } = this;
    this.port = null;
    this.parser = emptyParser();
    port?.close().catch((error: unknown) => this.boardLog.closeFailed(error));
    this.openLater();
  }

  // --- bytes in -------------------------------------------------------------------------------------------------

  private bytesArrived(bytes: Uint8Array): void {
    const nowMs = this.clock.monotonicMs();
    // While a command waits the loop is watched: bytes read after a block may be as old as the block.
    const arrivedAtMs = this.cancelLoopCheck ? this.aliveAtMs : nowMs;
    this.aliveAtMs = nowMs;
    const { state, items } = feed(this.parser, bytes, nowMs, this.config.frameTimeoutMs, decodeBoardMessage);
    this.parser = state;
    this.postItems(items, arrivedAtMs);
  }

  private postItems(items: ParserItem<BoardMessage>[], arrivedAtMs: number): void {
    // A POLL that something follows in the same read has had its time: the board went on without an answer.
    const lastFrame = items.findLastIndex((item) => item.kind === 'frame');
    const isMoreHeld = this.parser.held.length > 1;
    const events = items.map((item, index): MachineEvent => {
      if (item.kind === 'discarded') {
        const { bytes, reason } = item;
        return { type: 'discarded', bytes: toHex(bytes), count: bytes.length, reason };
      }
      const { frame, message } = item;
      const key = `${frame.cmd}:${toHex(frame.payload)}`;
      return { type: 'frame', message, key, arrivedAtMs, isStale: index < lastFrame || isMoreHeld };
    });
    if (lastFrame !== -1) this.retryMs = this.config.reopenMinMs;
    this.post(...events);
  }

  // --- the machine ----------------------------------------------------------------------------------------------

  /** Takes events one after the other, also when an effect's listener posts the next one. */
  private post(...events: MachineEvent[]): void {
    this.inbox.push(...events);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let next = this.inbox.shift(); next; next = this.inbox.shift()) {
        const { state, effects } = advance(this.machine, next, this.clock.monotonicMs());
        this.machine = state;
        for (const effect of effects) this.perform(effect);
      }
    } finally {
      this.isBusy = false;
    }
    this.schedule();
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'write':
        this.port?.write(effect.bytes);
        break;
      case 'event':
        this.tell(effect.event);
        break;
      case 'reopen':
        this.reopen();
        break;
      case 'vend-result':
        this.boardLog.vended(effect.result);
        settle(this.vends, effect.id, effect.result);
        break;
      case 'watch-result':
        settle(this.watches, effect.id, effect.result);
        break;
      case 'command-result':
        settle(this.commands, effect.id, effect.result);
        break;
    }
  }

  private tell(event: BoardEvent): void {
    this.boardLog.event(event);
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        this.boardLog.listenerFailed(error, event);
      }
    }
  }

  // --- time -----------------------------------------------------------------------------------------------------

  /** One timer for the machine and the parser; it is moved forward only, a late one finds nothing due. */
  private schedule(): void {
    this.watchLoop();
    const due = [nextDueAtMs(this.machine), expiresAtMs(this.parser, this.config.frameTimeoutMs)];
    const dueMs = Math.min(...due.map((at) => at ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(dueMs) || (this.timer && this.timer.dueMs <= dueMs)) return;
    this.timer?.cancel();
    const delayMs = Math.max(1, dueMs - this.clock.monotonicMs());
    this.timer = { dueMs, cancel: this.clock.setTimer(delayMs, () => this.timeCame()) };
  }

  private timeCame(): void {
    this.timer = null;
    const nowMs = this.clock.monotonicMs();
    const late = expire(this.parser, nowMs, this.config.frameTimeoutMs, decodeBoardMessage);
    this.parser = late.state;
    // A POLL found after the frame timeout is as old as that timeout.
    this.postItems(late.items, nowMs - this.config.frameTimeoutMs - 1);
    this.post({ type: 'tick' });
  }

  /** Only while a command waits: an idle board costs no extra timer. */
  private watchLoop(): void {
    const { link, vend } = this.machine;
    const isDriveToCome = vend !== null && vend.drivenAtMs === null;
    const isWaiting = isDriveToCome || link.outstanding !== null || link.queue.length > 0;
    if (!isWaiting || this.cancelLoopCheck || !this.port) return;
    this.aliveAtMs = this.clock.monotonicMs();
    this.cancelLoopCheck = this.clock.setTimer(this.config.loopCheckMs, () => {
      this.cancelLoopCheck = null;
      this.watchLoop();
    });
  }

  private cancelTimers(): void {
    this.timer?.cancel();
    this.timer = null;
    this.cancelLoopCheck?.();
    this.cancelLoopCheck = null;
  }
}

function settle<R>(waiting: Map<number, (result: R) => void>, id: number, result: R): void {
  const resolve = waiting.get(id);
  waiting.delete(id);
  resolve?.(result);
}
