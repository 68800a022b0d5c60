// One counter's connection: what waits to be written to it, and in which order what came from it is let in.
import type { Duplex } from 'node:stream';
import type { Identity } from './identity.ts';
import { type Bucket, type BucketRate, fullBucket, take } from './token-bucket.ts';

export interface ConnectionRates {
  messages: BucketRate;
  bytes: BucketRate;
}

/** Holds at most two outgoing messages, the newest lists and the newest position, however slow the reader is. */
export class Connection {
  readonly socket: Duplex;
  readonly identity: Identity | undefined;
  /** Set when CONNECT was admitted. */
  counter: string | undefined;
  /** Set when CONNACK is on its way: packets may be handled. */
  ready = false;
  keepaliveMs = 0;
  heardMs: number;
  /** Messages whose handling the hub holds back; while there are any, silence is the hub's doing (BRK-6). */
  held = 0;
  closed = false;
  /** Since when something waits for the socket to drain, or undefined. */
  stalledSinceMs: number | undefined;
  readsPosition = false;
  readsLists = false;
  #position: Buffer | undefined;
  #lists: Buffer | undefined;
  #messages: Bucket;
  #bytes: Bucket;
  #waiting: { atMs: number; run: () => void }[] | undefined;

  constructor(socket: Duplex, identity: Identity | undefined, rates: ConnectionRates, nowMs: number) {
    this.socket = socket;
    this.identity = identity;
    this.heardMs = nowMs;
    this.#messages = fullBucket(rates.messages, nowMs);
    this.#bytes = fullBucket(rates.bytes, nowMs);
  }

  /** BRK-5: only the newest position is kept; it leaves as soon as the counter reads. */
  sendPosition(frame: Buffer, nowMs: number): void {
    this.#position = frame;
    this.flush(nowMs);
  }

  /** BRK-5: the same for the lists; the frame is shared by all connections. */
  sendLists(frame: Buffer, nowMs: number): void {
    this.#lists = frame;
    this.flush(nowMs);
  }

  /** Writes what waits as long as the socket takes it. */
  flush(nowMs: number): void {
    this.#position = this.#write(this.#position, this.readsPosition, nowMs);
    this.#lists = this.#write(this.#lists, this.readsLists, nowMs);
  }

  #write(frame: Buffer | undefined, wanted: boolean, nowMs: number): Buffer | undefined {
    if (frame === undefined || !wanted || this.closed || this.socket.destroyed) return frame;
    if (this.socket.writableNeedDrain) {
      this.#awaitDrain(nowMs);
      return frame;
    }
    if (!this.socket.write(frame)) this.#awaitDrain(nowMs);
    return undefined;
  }

  #awaitDrain(nowMs: number): void {
    if (this.stalledSinceMs !== undefined) return;
    this.stalledSinceMs = nowMs;
    this.socket.once('drain', () => {
      this.stalledSinceMs = undefined;
      this.flush(nowMs);
    });
  }

  /** Milliseconds a message of so many bytes has to wait by the counter's rate. */
  waitMs(bytes: number, rates: ConnectionRates, nowMs: number): number {
    const messages = take(this.#messages, rates.messages, 1, nowMs);
    const volume = take(this.#bytes, rates.bytes, bytes, nowMs);
    this.#messages = messages.bucket;
    this.#bytes = volume.bucket;
    return Math.max(messages.waitMs, volume.waitMs);
  }

  /**
   * BRK-7: runs now, or in order when its time has come. `setTimer` runs the release; one timer a connection.
   * Returns true when it has to wait.
   */
  inTurn(
    waitMs: number,
    nowMs: number,
    setTimer: (delayMs: number, run: () => void) => void,
    run: () => void,
  ): boolean {
    if (waitMs <= 0 && this.#waiting === undefined) {
      run();
      return false;
    }
    const entry = { atMs: nowMs + waitMs, run };
    if (this.#waiting === undefined) {
      this.#waiting = [entry];
      setTimer(waitMs, () => this.#release(setTimer));
    } else {
      this.#waiting.push(entry);
    }
    return true;
  }

  #release(setTimer: (delayMs: number, run: () => void) => void): void {
    const waiting = this.#waiting ?? [];
    const first = waiting.shift();
    const next = waiting[0];
    if (next === undefined) this.#waiting = undefined;
    else setTimer(Math.max(0, next.atMs - (first?.atMs ?? 0)), () => this.#release(setTimer));
    if (!this.closed) first?.run();
  }
}
