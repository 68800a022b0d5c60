// Performs what the link machine decides: connects, greets, reads batches from the journal, arms one timer.

import { batchLimits } from '@zhuangui/protocol/journal-batch.ts';
import {
  type Hello,
  helloMessage,
  positionMessage,
  type Telemetry,
  telemetryMessage,
} from '@zhuangui/protocol/messages.ts';
import type { Problem } from '@zhuangui/protocol/schema.ts';
import {
  counterTopic,
  type DownlinkKind,
  downlinkKinds,
  listsTopic,
  type UplinkKind,
} from '@zhuangui/protocol/topics.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import {
  initialLink,
  type LinkEffect,
  type LinkEvent,
  type LinkLimits,
  type LinkState,
  linkLimits,
  stepLink,
} from './link-machine.ts';
import type { LinkConnection, OpenLink } from './link-port.ts';

export interface LinkStatus {
  connected: boolean;
  /** How far the hub holds the journal, as far as it has ever said. */
  position: number;
  unsent: number;
  broken: 'fork' | 'behind-hub' | undefined;
  lastError: string | undefined;
  /** Wall time of the last change between connected and not. */
  sinceMs: number;
  /** Messages from the hub that could not be read, by reason. */
  malformed: number;
}

/** Downlinks that other slices of the agent read. */
export type MailKind = Exclude<DownlinkKind, 'position'>;
const mailKinds = downlinkKinds.filter((kind) => kind !== 'position');
/** Uplinks that other slices of the agent write. */
export type MailAskKind = Extract<UplinkKind, 'payask' | 'reported' | 'signin' | 'result' | 'help'>;

export interface LinkParts {
  journal: Journal;
  open: OpenLink;
  clock: Clock;
  random: Random;
  log: Log;
  limits?: LinkLimits;
  /** What an earlier run found out about this journal (LINK-5): nothing is sent. */
  broken?: LinkState['broken'];
  hello(): Omit<Hello, 'v' | 'journal' | 'seq' | 'hash'>;
  /** Signed lines after a position as one message; undefined when there is nothing to send. */
  nextBatch(after: number, limits: { linesMax: number; bytesMax: number }): Promise<Batch | undefined>;
  /** Bytes of the retained lists message, as they came; whoever applies them checks them. */
  onLists(payload: Uint8Array): void;
  onBroken(why: 'fork' | 'behind-hub', reason: string): void;
  /** Bytes of another message to this counter; whoever takes them checks them. */
  onMail?(kind: MailKind, payload: Uint8Array): void;
  /** Wall time of the hub when it sent a position, milliseconds. */
  onHubTime?(hubTimeMs: number): void;
  onStatus?(status: LinkStatus): void;
}

export interface Batch {
  bytes: Uint8Array;
  /** Number of the last line in it. */
  to: number;
}

export interface Link {
  start(): void;
  stop(): Promise<void>;
  status(): LinkStatus;
  /** Sent when there is a connection, otherwise forgotten: telemetry may be lost. */
  telemetry(message: Telemetry): void;
  /** Ends the connection; the next one brings the retained lists anew. */
  reconnect(): void;
  /** Hands a message to the socket; false when there is no connection, and nothing is kept: ask again later. */
  mail(kind: MailAskKind, payload: Uint8Array): boolean;
}

/** A link that keeps the hub's copy of the journal up to date for as long as it runs. */
export function createLink(parts: LinkParts): Link {
  return new LinkRunner(parts);
}

class LinkRunner implements Link {
  readonly #parts: LinkParts;
  readonly #topic: (kind: UplinkKind) => string;
  #state;
  #connection: LinkConnection | undefined;
  #cancelWake: () => void = () => {};
  #stopListening: () => void = () => {};
  #isStopped = false;
  #isStepping = false;
  #inbox: LinkEvent[] = [];
  #reads = new Set<Promise<unknown>>();
  #status: LinkStatus;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#topic = (kind) => counterTopic(parts.journal.counter, kind);
    this.#state = initialLink(parts.journal.id, parts.journal.head().seq, parts.broken);
    this.#status = {
      connected: false,
      position: 0,
      unsent: this.#state.headSeq,
      broken: parts.broken,
      lastError: undefined,
      sinceMs: parts.clock.nowMs(),
      malformed: 0,
    };
  }

  start(): void {
    this.#stopListening = this.#parts.journal.onAppended((lines) => {
      const last = lines.at(-1);
      if (last) this.#step({ type: 'appended', headSeq: last.seq });
    });
    this.#step({ type: 'start' });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    this.#cancelWake();
    this.#connection?.close();
    await Promise.allSettled(this.#reads);
  }

  status(): LinkStatus {
    return { ...this.#status, unsent: Math.max(0, this.#state.headSeq - this.#status.position) };
  }

  telemetry(message: Telemetry): void {
    if (!this.#status.connected) return;
    const checked = telemetryMessage.check(message);
    if (!checked.ok) return this.#parts.log.warn({ problem: checked.problem }, 'telemetry was not sent');
    this.#connection?.publish(this.#topic('telemetry'), telemetryMessage.encode(message)).catch(() => {});
  }

  reconnect(): void {
    this.#connection?.close();
  }

  mail(kind: MailAskKind, payload: Uint8Array): boolean {
    if (!this.#status.connected || !this.#connection) return false;
    this.#connection.publish(this.#topic(kind), payload).catch(() => {});
    return true;
  }

  /** One event after the other: what an effect brings about at once comes after the effects beside it. */
  #step(event: LinkEvent): void {
    this.#inbox.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#inbox.shift(); next && !this.#isStopped; next = this.#inbox.shift()) {
        this.#take(next);
      }
    } finally {
      this.#isStepping = false;
    }
  }

  #take(event: LinkEvent): void {
    const { clock, limits = linkLimits } = this.#parts;
    const step = stepLink(this.#state, event, clock.monotonicMs(), limits);
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    this.#report();
  }

  #perform(effect: LinkEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.#connect();
      case 'hang-up':
        return this.#connection?.close();
      case 'hello':
        return this.#greet();
      case 'send':
        void this.#send(effect.after, effect.linesMax);
        return;
      case 'wake':
        return this.#wake(effect.delayMs);
      case 'broken':
        return this.#parts.onBroken(effect.why, effect.reason);
    }
  }

  /** A wire that cannot even be opened (a certificate that is none) is a failed attempt, not the agent's end. */
  #connect(): void {
    let connection: LinkConnection | undefined;
    const isCurrent = () => connection !== undefined && connection === this.#connection && !this.#isStopped;
    try {
      connection = this.#parts.open({
        onConnected: () => isCurrent() && this.#step({ type: 'connected' }),
        onMessage: (topic, payload) => isCurrent() && this.#receive(topic, payload),
        onClosed: (reason) => isCurrent() && this.#closed(reason),
      });
      this.#connection = connection;
    } catch (error) {
      this.#parts.log.error({ error: String(error) }, 'the link cannot be opened');
      this.#closed((error as Error).message);
    }
  }

  #closed(reason: string): void {
    this.#status.lastError = reason;
    this.#connection = undefined;
    this.#step({ type: 'closed', jitter: this.#parts.random.fraction() });
  }

  #greet(): void {
    const { journal } = this.#parts;
    const head = journal.head();
    const hello: Hello = { v: 1, journal: journal.id, ...head, ...this.#parts.hello() };
    this.#connection?.publish(this.#topic('hello'), helloMessage.encode(hello)).catch(() => {});
  }

  async #send(after: number, linesMax: number): Promise<void> {
    const connection = this.#connection;
    const limits = { linesMax: Math.min(linesMax, batchLimits.linesMax), bytesMax: batchLimits.bytesMax };
    try {
      const batch = await this.#read(() => this.#parts.nextBatch(after, limits));
      if (!batch) throw new Error(`the journal gave no line after ${after}`);
      await connection?.publish(this.#topic('journal'), batch.bytes);
      if (connection === this.#connection) this.#step({ type: 'sent', after, to: batch.to });
    } catch (error) {
      this.#status.lastError = (error as Error).message;
      if (connection === this.#connection) this.#step({ type: 'send-failed' });
    }
  }

  #wake(delayMs: number): void {
    this.#cancelWake();
    this.#cancelWake = this.#parts.clock.setTimer(delayMs, () =>
      this.#step({ type: 'tick', jitter: this.#parts.random.fraction() }),
    );
  }

  #receive(topic: string, payload: Uint8Array): void {
    if (topic === listsTopic) return this.#parts.onLists(payload);
    const { counter } = this.#parts.journal;
    if (topic === counterTopic(counter, 'position')) return void this.#receivePosition(payload);
    const kind = mailKinds.find((one) => topic === counterTopic(counter, one));
    if (kind) this.#parts.onMail?.(kind, payload);
  }

  async #receivePosition(payload: Uint8Array): Promise<void> {
    const parsed = positionMessage.parse(payload);
    if (!parsed.ok) return this.#malformed(parsed.problem);
    const message = parsed.value;
    this.#parts.onHubTime?.(message.hubTime);
    const connection = this.#connection;
    const ownHash = await this.#ownHash(message.seq);
    if (ownHash === 'unreadable' || connection !== this.#connection || this.#isStopped) return;
    if (message.journal === this.#state.journal) this.#status.position = message.seq;
    if (message.refused) {
      this.#status.lastError = `the hub refused lines (${message.refused.code}): ${message.refused.reason}`;
      this.#parts.log.warn({ refused: message.refused, seq: message.seq }, 'the hub refused lines');
    }
    this.#step({ type: 'position', message, ownHash });
  }

  /** An unreadable position is a lost one: the hub is asked again. */
  async #ownHash(seq: number): Promise<string | undefined | 'unreadable'> {
    try {
      return await this.#read(() => this.#parts.journal.hashAt(seq));
    } catch (error) {
      this.#status.lastError = (error as Error).message;
      this.#parts.log.error({ error: String(error), seq }, 'the journal cannot be read');
      return 'unreadable';
    }
  }

  #malformed(problem: Problem): void {
    this.#status.malformed += 1;
    this.#status.lastError = problem.message;
    this.#parts.log.warn({ problem }, 'a message from the hub could not be read');
  }

  /** Keeps what still reads the journal, and nothing else, so that stop() can wait for it before the database closes. */
  async #read<T>(read: () => Promise<T>): Promise<T> {
    if (this.#isStopped) throw new Error('the link is stopped');
    const work = read();
    this.#reads.add(work);
    try {
      return await work;
    } finally {
      this.#reads.delete(work);
    }
  }

  #report(): void {
    const connected = this.#state.phase === 'greeting' || this.#state.phase === 'streaming';
    if (connected !== this.#status.connected) this.#status.sinceMs = this.#parts.clock.nowMs();
    this.#status.connected = connected;
    this.#status.broken = this.#state.broken;
    this.#parts.onStatus?.(this.status());
  }
}
