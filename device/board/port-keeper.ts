// Opens the board's port and opens it again, with growing waits, whenever it is lost (rule BOARD-46).
import type { Clock } from '../platform/clock.ts';
import type { BoardConfig } from './board-config.ts';
import type { BoardLog } from './board-log.ts';
import type { BoardPort, OpenBoardPort } from './board-port.ts';

export interface PortListener {
  opened(isAgain: boolean): void;
  bytes(bytes: Uint8Array): void;
  /** The line went away by itself; it is tried again. */
  lost(reason: string): void;
}

export class PortKeeper {
  private readonly openPort: OpenBoardPort;
  private readonly clock: Clock;
  private readonly boardLog: BoardLog;
  private readonly config: BoardConfig;
  private readonly listener: PortListener;
  private port: BoardPort | null = null;
  private opening: Promise<void> = Promise.resolve();
  private openedCount = 0;
  private retryMs: number;
  private cancelRetry: () => void = () => {};
  private running = false;

  constructor(
    openPort: OpenBoardPort,
    clock: Clock,
    boardLog: BoardLog,
    config: BoardConfig,
    listener: PortListener,
  ) {
    this.openPort = openPort;
    this.clock = clock;
    this.boardLog = boardLog;
    this.config = config;
    this.listener = listener;
    this.retryMs = config.reopenMinMs;
  }

  get isRunning(): boolean {
    return this.running;
  }

  get isOpen(): boolean {
    return this.port !== null;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.open();
  }

  /** Nothing is heard from the port any more; resolves when it is closed, or when a hanging driver was waited for long enough. */
  async stop(): Promise<void> {
    this.running = false;
    this.cancelRetry();
    const { port } = this;
    this.port = null;
    await this.atMost(
      this.config.stopTimeoutMs,
      this.opening.then(() => port?.close()),
    );
  }

  /** A driver that hangs in open or close must not hold up the end of the agent (BOARD-47). */
  private atMost(boundMs: number, work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.setTimer(boundMs, () => {
        this.boardLog.closeFailed(`no answer within ${boundMs} ms`);
        resolve();
      });
      work.then(resolve, reject).finally(cancel);
    });
  }

  write(bytes: Uint8Array): void {
    this.port?.write(bytes);
  }

  /** The board spoke: the next loss starts with the shortest wait again. */
  heard(): void {
    this.retryMs = this.config.reopenMinMs;
  }

  /** Gives the open port up and opens it anew after the wait, without waiting for a close that may hang. */
  reopen(): void {
    const { port } = this;
    this.port = null;
    port?.close().catch((error: unknown) => this.boardLog.closeFailed(error));
    this.openLater();
  }

  private open(): void {
    this.opening = Promise.resolve()
      .then(this.openPort)
      .then(
        (port) => this.opened(port),
        (error: unknown) => {
          this.boardLog.openFailed(error, this.retryMs);
          this.openLater();
        },
      );
  }

  private async opened(port: BoardPort): Promise<void> {
    if (!this.running) return port.close();
    this.port = port;
    this.openedCount += 1;
    port.onBytes((bytes) => {
      if (this.port === port) this.listener.bytes(bytes);
    });
    port.onClose((reason) => {
      if (this.port === port) this.lost(reason);
    });
    this.listener.opened(this.openedCount > 1);
  }

  private lost(reason: string): void {
    this.port = null;
    this.listener.lost(reason);
    this.openLater();
  }

  private openLater(): void {
    if (!this.running) return;
    this.cancelRetry = this.clock.setTimer(this.retryMs, () => this.open());
    this.retryMs = Math.min(this.retryMs * 2, this.config.reopenMaxMs);
  }
}
