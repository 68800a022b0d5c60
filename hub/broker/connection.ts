// One counter's connection: what waits to be written to it, and in which order what came from it is let in.
import type { Duplex } from 'node:stream';
import type { DownlinkKind } from '@zhuangui/protocol/topics.ts';
import type { Identity } from './identity.ts';
import { type Bucket, type BucketRate, fullBucket, take } from './token-bucket.ts';

export interface ConnectionRates {
  messages: BucketRate;
  bytes: BucketRate;
}

/** As `Clock.setTimer`: the returned function calls the timer off. */
type SetTimer = (delayMs: number, run: () => void) => () => void;

/** Downlinks other than position and lists. */
export type MailKind = Exclude<DownlinkKind, 'position'>;
/** A counter has one sale in front and a few to settle; whatever is lost here it asks for again. */
const mailMax = 16;
/** Two large batches, or many small messages: a payment that waits for its gateway must not hold up the journal. */
const heldBytesMax = 524_288;
const heldMessagesMax = 100;

/** Holds few outgoing messages, the newest lists, the newest position, some mail, however slow the reader is. */
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
  /** Their payloads. */
  heldBytes = 0;
  closed = false;
  /** Since when something waits for the socket to drain, or undefined. */
  stalledSinceMs: number | undefined;
  readsPosition = false;
  readsLists = false;
  /** The publication whose lists were handed over last; they may still wait for the socket. */
  handedLists: object | undefined;
  #position: Buffer | undefined;
  #lists: Buffer | undefined;
  /** What else waits for this counter, newest of each key; made when first needed. */
  #mail: Map<string, { kind: MailKind; frame: Buffer }> | undefined;
  #mailRead: Set<MailKind> | undefined;
  #messages: Bucket;
  #bytes: Bucket;
  #waiting: { atMs: number; run: () => void }[] | undefined;
  #cancelRelease: (() => void) | undefined;
  readonly #monotonicMs: () => number;

  constructor(
    socket: Duplex,
    identity: Identity | undefined,
    rates: ConnectionRates,
    monotonicMs: () => number,
  ) {
    const nowMs = monotonicMs();
    this.#monotonicMs = monotonicMs;
    this.socket = socket;
    this.identity = identity;
    this.heardMs = nowMs;
    this.#messages = fullBucket(rates.messages, nowMs);
    this.#bytes = fullBucket(rates.bytes, nowMs);
  }

  /**
   * MQTT-3.1.2-2, MQTT-3.1.3-9: says why by CONNACK, and ends as soon as that has left. A peer that does not even take
   * these bytes is cut off like any other that does not read.
   */
  refuse(returnCode: number): void {
    this.stalledSinceMs = this.#monotonicMs();
    this.socket.end(Buffer.from([0x20, 2, 0, returnCode]), () => this.socket.destroy());
  }

  /** BRK-7: with so much held back the hub reads no more; the end of each held message makes Aedes read on. */
  get isFull(): boolean {
    return this.held > heldMessagesMax || this.heldBytes > heldBytesMax;
  }

  /** BRK-5: only the newest position is kept; it leaves as soon as the counter reads. */
  sendPosition(frame: Buffer): void {
    this.#position = frame;
    this.flush();
  }

  /** BRK-5: the same for the lists; the frame is shared by all connections. */
  sendLists(frame: Buffer): void {
    this.#lists = frame;
    this.flush();
  }

  /** BRK-11: newest of each key, at most `mailMax`; the oldest about payments goes, because its reader asks again. */
  sendMail(key: string, kind: MailKind, frame: Buffer): void {
    this.#mail ??= new Map();
    this.#mail.delete(key);
    this.#mail.set(key, { kind, frame });
    if (this.#mail.size > mailMax) this.#dropOldestMail(this.#mail);
    this.flush();
  }

  /** Settings are not asked for again as long as the connection lasts. */
  #dropOldestMail(mail: Map<string, { kind: MailKind }>): void {
    const [oldest] = [...mail].find(([, { kind }]) => kind === 'payment') ?? mail.keys().toArray();
    if (oldest !== undefined) mail.delete(oldest);
  }

  /** Opens or closes one downlink of the mail. */
  readMail(kind: MailKind, isRead: boolean): void {
    this.#mailRead ??= new Set();
    if (isRead) this.#mailRead.add(kind);
    else this.#mailRead.delete(kind);
  }

  /** Writes what waits as long as the socket takes it. */
  flush(): void {
    this.#position = this.#write(this.#position, this.readsPosition);
    this.#lists = this.#write(this.#lists, this.readsLists);
    for (const [key, { kind, frame }] of this.#mail ?? []) {
      const left = this.#write(frame, this.#mailRead?.has(kind) ?? false);
      if (left === undefined) this.#mail?.delete(key);
    }
  }

  #write(frame: Buffer | undefined, wanted: boolean): Buffer | undefined {
    if (frame === undefined || !wanted || this.closed || this.socket.destroyed) return frame;
    if (this.socket.writableNeedDrain) {
      this.#awaitDrain();
      return frame;
    }
    if (!this.socket.write(frame)) this.#awaitDrain();
    return undefined;
  }

  #awaitDrain(): void {
    if (this.stalledSinceMs !== undefined) return;
    this.stalledSinceMs = this.#monotonicMs();
    this.socket.once('drain', () => {
      this.stalledSinceMs = undefined;
      this.flush();
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
  inTurn(waitMs: number, nowMs: number, setTimer: SetTimer, run: () => void): boolean {
    if (waitMs <= 0 && this.#waiting === undefined) {
      run();
      return false;
    }
    const entry = { atMs: nowMs + waitMs, run };
    if (this.#waiting === undefined) {
      this.#waiting = [entry];
      this.#cancelRelease = setTimer(waitMs, () => this.#release(setTimer));
    } else {
      this.#waiting.push(entry);
    }
    return true;
  }

  /** The connection is gone: what waits is the counter's to send again, and no timer stays behind. */
  end(): void {
    this.closed = true;
    this.#cancelRelease?.();
    this.#waiting = undefined;
  }

  #release(setTimer: SetTimer): void {
    const waiting = this.#waiting ?? [];
    const first = waiting.shift();
    const next = waiting[0];
    if (next === undefined) this.#waiting = undefined;
    else
      this.#cancelRelease = setTimer(Math.max(0, next.atMs - (first?.atMs ?? 0)), () =>
        this.#release(setTimer),
      );
    first?.run();
  }
}
