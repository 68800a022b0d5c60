// Performs what the board machine decides: one port, one timer, promises for the callers.
import type { Clock } from '../platform/clock.ts';
import type { Board, BoardParts, BoardStatus } from './board-api.ts';
import { type BoardConfig, DEFAULT_BOARD_CONFIG } from './board-config.ts';
import { BoardLog } from './board-log.ts';
import { advance, newMachine, nextDueAtMs } from './board-machine.ts';
import type {
  BoardEvent,
  CommandResult,
  Effect,
  FreeCommand,
  MachineEvent,
  MachineState,
  VendRequest,
  VendResult,
  WatchRequest,
  WatchResult,
} from './board-types.ts';
import { toHex } from './hex.ts';
import { type BoardMessage, decodeBoardMessage } from './messages.ts';
import { emptyParser, expire, expiresAtMs, feed, finish, type ParserItem } from './parser.ts';
import { PortKeeper } from './port-keeper.ts';
import { turningVend } from './unresolved.ts';

export type { Board, BoardParts, BoardStatus } from './board-api.ts';
export type {
  BoardEvent,
  CommandResult,
  VendRequest,
  VendResult,
  WatchRequest,
  WatchResult,
} from './board-types.ts';

/** The driver of one board; several may run in one process. */
export function createBoard(parts: BoardParts): Board {
  return new BoardRunner(parts);
}

class BoardRunner implements Board {
  private readonly clock: Clock;
  private readonly boardLog: BoardLog;
  private readonly config: BoardConfig;
  private machine: MachineState;
  private parser = emptyParser();
  private readonly port: PortKeeper;
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
    this.clock = clock;
    this.boardLog = new BoardLog(log, clock);
    this.config = { ...DEFAULT_BOARD_CONFIG, ...config };
    this.machine = newMachine(this.config);
    this.port = new PortKeeper(openPort, clock, this.boardLog, this.config, {
      opened: (isAgain) => this.portOpened(isAgain),
      bytes: (bytes) => this.bytesArrived(bytes),
      lost: (reason) => this.portLost(reason),
    });
  }

  start(): void {
    this.port.start();
  }

  async stop(): Promise<void> {
    const closed = this.port.stop();
    this.post({ type: 'stop' });
    this.cancelTimers();
    await closed;
  }

  vend(request: VendRequest): Promise<VendResult> {
    return this.ask(this.vends, (id) => ({ type: 'vend', id, request }));
  }

  watch(request: WatchRequest): Promise<WatchResult> {
    if (!this.port.isRunning)
      return Promise.resolve({ outcome: 'none', detail: 'the driver is not running' });
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
      ready: machine.isOnline && turningVend(machine, this.clock.monotonicMs()) === undefined,
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

  private portOpened(isAgain: boolean): void {
    this.parser = emptyParser();
    this.post({ type: 'port-opened', isAgain });
  }

  private portLost(reason: string): void {
    const rest = finish(this.parser, decodeBoardMessage);
    this.parser = rest.state;
    this.postItems(rest.items, this.clock.monotonicMs());
    this.post({ type: 'port-lost', reason });
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
    if (lastFrame !== -1) this.port.heard();
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
        this.port.write(effect.bytes);
        break;
      case 'event':
        this.tell(effect.event);
        break;
      case 'reopen':
        this.parser = emptyParser();
        this.port.reopen();
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
    if (!isWaiting || this.cancelLoopCheck || !this.port.isOpen) return;
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
