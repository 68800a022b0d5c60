// The hub of the world: the production ledger and payments over a disk that survives crashes, and may be put back.
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import { helloMessage, listsPushMessage, positionMessage } from '@zhuangui/protocol/messages.ts';
import { counterTopic, listsTopic, parseTopic } from '@zhuangui/protocol/topics.ts';
import { type Ledger, openLedger } from '../../hub/ledger/ledger.ts';
import { ledgerSchema } from '../../hub/ledger/ledger-schema.ts';
import { createPayments, type Payments } from '../../hub/payments/payments.ts';
import { paymentsSchema } from '../../hub/payments/payments-schema.ts';
import type { PaymentProvider } from '../../hub/payments/provider.ts';
import { silentLog } from '../../hub/platform/log.ts';
import type { HubEnd, Switchboard } from './cable.ts';
import type { Tell } from './counter.ts';
import type { Dice } from './dice.ts';
import { WorldDisk } from './disk.ts';
import { type Fuse, Life } from './life.ts';
import type { WorldOffices } from './offices.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A hub's disk with every table and nothing in it, made once. */
export async function emptyHubImage(): Promise<Uint8Array> {
  const disk = new WorldDisk();
  const db = disk.open({ isOn: true, fails: () => false });
  for (const { area, migrations } of [ledgerSchema, paymentsSchema]) await migrate(db, migrations, area);
  return disk.image();
}

export interface HubParts {
  image: Uint8Array;
  time: VirtualTime;
  dice: Dice;
  tell: Tell;
  journalKey(counter: string): string | undefined;
  offices: () => WorldOffices;
  providers: () => readonly PaymentProvider[];
}

export class WorldHub implements Switchboard {
  readonly disk: WorldDisk;
  readonly troubles: string[] = [];
  readonly ends = new Map<string, HubEnd>();
  readonly #parts: HubParts;
  lives = 0;
  wasPutBack = false;
  #life!: Life;
  #ledger: Ledger | undefined;
  #payments: Payments | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.disk = new WorldDisk(parts.image);
  }

  get isOn(): boolean {
    return this.#life?.isOn === true;
  }

  get payments(): Payments | undefined {
    return this.isOn ? this.#payments : undefined;
  }

  get ledger(): Ledger | undefined {
    return this.isOn ? this.#ledger : undefined;
  }

  async start(): Promise<void> {
    if (this.isOn) return;
    const { time } = this.#parts;
    const life = new Life(time, () => this.#died());
    this.#life = life;
    this.#ledger = undefined;
    this.#payments = undefined;
    this.lives += 1;
    await time.whileReal(() => Promise.race([this.#open(life), life.over]));
  }

  async #open(life: Life): Promise<void> {
    const { dice, providers, journalKey } = this.#parts;
    const db = this.disk.open(life);
    const ledger = await openLedger({
      db,
      journalKey,
      sendPosition: (counter, position) => {
        if (!life.isOn) return;
        this.#parts.tell({ kind: 'position', counter, position });
        this.#send(counter, 'position', positionMessage.encode(position));
      },
      clock: life.clock,
      log: silentLog,
    });
    this.#ledger = ledger;
    this.#payments = createPayments({
      db,
      providers: providers(),
      send: (counter, _key, bytes) => life.isOn && this.#send(counter, 'payment', bytes),
      journalKnows: (counter, order) => ledger.knowsPaid(counter, order),
      isHeardOut: (counter) => ledger.isHeardOut(counter),
      noteCase: (found) => ledger.noteCase(found),
      clock: life.clock,
      random: dice.split(),
      log: silentLog,
    });
  }

  /** The machine is gone in the middle of whatever it does. */
  crash(): void {
    if (!this.isOn) return;
    this.#parts.tell({ kind: 'hub-crashed' });
    this.#life.end();
  }

  light(fuse: Fuse | undefined): void {
    if (this.#life) this.#life.fuse = fuse;
  }

  /** Yesterday's copy is put back; only while the hub is down. */
  putBack(image: Uint8Array, takenAtMs: number): void {
    this.wasPutBack = true;
    this.disk.restore(image);
    this.#parts.tell({ kind: 'hub-restored', lostMs: this.#parts.time.nowMs() - takenAtMs });
  }

  #died(): void {
    this.disk.cut();
    const ends = [...this.ends.values()];
    this.ends.clear();
    for (const end of ends) end.close('the hub is gone');
  }

  /** The newest lists go to whoever is connected. */
  pushLists(): void {
    const bytes = listsPushMessage.encode(this.#parts.offices().push);
    if (this.isOn) for (const end of this.ends.values()) end.send(listsTopic, bytes);
  }

  #send(counter: string, kind: 'position' | 'payment', bytes: Uint8Array): boolean {
    const end = this.ends.get(counter);
    end?.send(counterTopic(counter, kind), bytes);
    return end !== undefined;
  }

  accepts(end: HubEnd): boolean {
    if (!this.isOn || !this.#ledger) return false;
    const before = this.ends.get(end.counter);
    this.ends.set(end.counter, end);
    before?.close('taken over');
    end.send(listsTopic, listsPushMessage.encode(this.#parts.offices().push));
    return true;
  }

  gone(end: HubEnd): void {
    if (this.ends.get(end.counter) === end) this.ends.delete(end.counter);
  }

  #tellOffered({ counter, machine }: HubEnd, payload: Uint8Array): void {
    const batch = parseBatch(payload);
    if (!batch.ok) return;
    const { journal, to } = batch.value.header;
    this.#parts.tell({ kind: 'offered', counter, machine, journal, to });
  }

  /** What one message does is done before time goes on, unless the hub dies of it. */
  heard(end: HubEnd, topicText: string, payload: Uint8Array): void {
    const life = this.#life;
    const ledger = this.ledger;
    if (!ledger || this.ends.get(end.counter) !== end) return;
    const { counter } = end;
    const topic = parseTopic(topicText);
    const failed = (error: unknown) => void this.troubles.push(`hub: ${topic.kind}: ${String(error)}`);
    if (topic.kind === 'payask') void this.payments?.onAsk(counter, payload).catch(failed);
    if (topic.kind !== 'journal' && topic.kind !== 'hello') return;
    if (topic.kind === 'journal') this.#tellOffered(end, payload);
    const work = async () => {
      if (topic.kind === 'journal') await ledger.batch(counter, payload);
      else {
        const hello = helloMessage.parse(payload);
        if (hello.ok) await ledger.hello(counter, hello.value);
      }
      await ledger.idle();
    };
    void this.#parts.time.whileReal(() => Promise.race([work().catch(failed), life.over]));
  }
}
