// What of the board's events an operator's log should hold, and how often.
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { BoardEvent, VendResult } from './board-types.ts';

/** A noisy line throws bytes away all the time; one log line a second says enough. */
const DISCARD_LOG_EVERY_MS = 1_000;

export class BoardLog {
  private readonly log: Log;
  private readonly clock: Clock;
  private discarded = 0;
  private discardLoggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(log: Log, clock: Clock) {
    this.log = log;
    this.clock = clock;
  }

  event(event: BoardEvent): void {
    switch (event.type) {
      case 'online':
        return this.log.info({}, 'the board answers');
      case 'restarted':
        return this.log.warn({}, 'the board started anew');
      case 'selections-complete':
        return this.log.info({ selections: event.count }, 'the slot list is complete');
      case 'offline':
      case 'port-lost':
        return this.log.warn({ reason: event.reason }, `board ${event.type}`);
      case 'line-fault':
        return this.log.error({ command: event.command }, event.detail);
      case 'unknown-command':
        return this.log.warn({ cmd: event.cmd, data: event.data }, 'the board sent an unknown command');
      case 'late-dispense-status':
      case 'unasked-dispense-status':
        return this.log.warn({ ...event }, `board: ${event.type}`);
      case 'bytes-discarded':
        return this.bytesDiscarded(event.count, event.bytes, event.reason);
      default:
    }
  }

  private bytesDiscarded(count: number, bytes: string, reason: string): void {
    this.discarded += count;
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.discardLoggedAtMs < DISCARD_LOG_EVERY_MS) return;
    this.log.warn({ sinceLastLine: this.discarded, bytes, reason }, 'bytes from the board were thrown away');
    this.discarded = 0;
    this.discardLoggedAtMs = nowMs;
  }

  vended(result: VendResult): void {
    const level = result.outcome === 'delivered' ? 'info' : 'warn';
    this.log[level]({ ...result }, `vend: ${result.outcome}`);
  }

  openFailed(error: unknown, retryMs: number): void {
    this.log.warn({ error: messageOf(error), retryMs }, 'the board port could not be opened');
  }

  closeFailed(error: unknown): void {
    this.log.warn({ error: messageOf(error) }, 'the board port could not be closed');
  }

  listenerFailed(error: unknown, event: BoardEvent): void {
    this.log.error({ error: messageOf(error), event: event.type }, 'a listener of the board failed');
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
