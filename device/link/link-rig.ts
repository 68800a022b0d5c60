// For tests: a link over a wire and a journal that are only in memory, with a clock turned by hand.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { type PositionMessage, positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic } from '@zhuangui/protocol/topics.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import type { LinkConnection, LinkHandlers } from './link-port.ts';
import { createLink, type Link } from './link-runner.ts';

const counter = 'counter-150103-0001';
const journalId = 'j0000000000000001';
const hash = (seq: number) => seq.toString(16).padStart(64, '0');

export class TurnedClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ dueMs: number; run: () => void }>();

  nowMs = () => 1_700_000_000_000 + this.#nowMs;
  monotonicMs = () => this.#nowMs;
  waiting = () => this.#timers.size;

  setTimer = (delayMs: number, run: () => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers]) {
      if (timer.dueMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }
}

/** One connection, seen from the hub's end. */
export class MemoryWire implements LinkConnection {
  readonly #handlers: LinkHandlers;
  readonly #published: { kind: string; text: string }[] = [];
  failing = false;
  /** The socket is full: what is published waits for ever. */
  stuck = false;

  constructor(handlers: LinkHandlers) {
    this.#handlers = handlers;
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const kind = topic.split('/').at(-1)!;
    if (kind === 'journal' && this.failing) throw new Error('the wire broke');
    if (kind === 'journal' && this.stuck) await new Promise(() => {});
    this.#published.push({ kind, text: new TextDecoder().decode(payload) });
  }

  close = () => this.#handlers.onClosed('closed');
  connected = () => this.#handlers.onConnected();
  message = (topic: string, payload: Uint8Array) => this.#handlers.onMessage(topic, payload);
  kinds = () => this.#published.map(({ kind }) => kind);
  sent = (kind: string) => this.#published.filter((one) => one.kind === kind).map(({ text }) => text);

  position(seq: number, refused?: PositionMessage['refused']): void {
    const message = { v: 1 as const, journal: journalId, seq, hash: hash(seq), hubTime: 0 };
    const bytes = positionMessage.encode({ ...message, ...(refused && { refused }) });
    this.message(counterTopic(counter, 'position'), bytes);
  }
}

export class LinkRig {
  readonly clock = new TurnedClock();
  readonly link: Link;
  readonly lists: string[] = [];
  readonly broken: string[] = [];
  readonly positionTopic = counterTopic(counter, 'position');
  readonly #listeners = new Set<(lines: readonly Line[]) => void>();
  #seq: number;
  wire!: MemoryWire;
  openError: Error | undefined;
  reads = 0;

  constructor(seq: number) {
    this.#seq = seq;
    this.link = createLink({
      journal: this.#journal(),
      open: (handlers) => {
        if (this.openError) throw this.openError;
        this.wire = new MemoryWire(handlers);
        return this.wire;
      },
      clock: this.clock,
      random: { fraction: () => 0.5, hex: () => '00' },
      log: silentLog,
      hello: () => ({
        agentVersion: 'test',
        lists: { root: 1, catalog: 0, withdrawals: 0, channels: 0, snapshot: 0 },
      }),
      nextBatch: async (after) => {
        this.reads += 1;
        const bytes = new TextEncoder().encode(`${after + 1}-${this.#seq}`);
        return after < this.#seq ? { bytes, to: this.#seq } : undefined;
      },
      onLists: (payload) => this.lists.push(new TextDecoder().decode(payload)),
      onBroken: (why) => this.broken.push(why),
    });
  }

  append(lines: number): void {
    this.#seq += lines;
    for (const listener of this.#listeners) listener([{ seq: this.#seq } as Line]);
  }

  #journal(): Journal {
    const journal: Partial<Journal> = {
      counter,
      id: journalId,
      head: () => ({ seq: this.#seq, hash: hash(this.#seq) }),
      hashAt: async (seq) => (seq <= this.#seq ? hash(seq) : undefined),
      onAppended: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    return journal as Journal;
  }
}
