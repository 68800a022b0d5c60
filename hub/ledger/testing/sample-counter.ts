// A counter reduced to its journal: writes chained lines, signs heads, cuts batches. For tests and the bench.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { batchLimits, encodeBatch } from '@zhuangui/protocol/journal-batch.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Hello } from '@zhuangui/protocol/messages.ts';

const idOf = (prefix: string, length: number, text: string) =>
  prefix + createHash('sha256').update(text).digest('hex').slice(0, length);

export const sampleVersions = { root: 1, catalog: 3, withdrawals: 2, channels: 1, snapshot: 9 };
export const orderId = (text: string) => idOf('o', 24, text);
export const refundIdOf = (order: string, item: number) => `r${order.slice(1)}-${item}`;

export const samplePermit = (entry: string) => ({
  entry,
  lot: 'L20201101',
  certificate: entry,
  catalogVersion: 3,
  withdrawalsVersion: 2,
  channelsVersion: 1,
  freshness: 'green' as const,
  priceBand: { minFen: 100, maxFen: 9900 },
  lists: 'a'.repeat(64),
});

/** The five lines of one sale that ends well. */
export function saleLines(order: string, entry: string, priceFen: number): LineBody[] {
  const item = { item: 1, slot: 7, entry, lot: 'L20201101', priceFen };
  const permit = samplePermit(entry);
  return [
    { kind: 'order', order, items: [{ ...item, permit }], totalFen: priceFen, method: 'wechat' },
    { kind: 'paid', order, method: 'wechat', amountFen: priceFen, transaction: `t-${order}` },
    { kind: 'dispensing', order, ...item, permit },
    { kind: 'outcome', order, ...item, method: 'wechat', outcome: 'delivered', detail: 'drop sensor' },
    { kind: 'closed', order, paidFen: priceFen, deliveredFen: priceFen, refundedFen: 0 },
  ];
}

export class SampleCounter {
  readonly counter: string;
  readonly journal: string;
  readonly lines: Uint8Array[] = [];
  readonly hashes: string[];
  private readonly key: KeyObject;
  /** SPKI DER, base64. */
  readonly publicKey: string;

  constructor(counter: string, journalName = 'first', keys = generateKeyPairSync('ed25519')) {
    this.counter = counter;
    this.journal = idOf('j', 16, `${counter} ${journalName}`);
    this.hashes = [genesisHash(counter, this.journal)];
    this.key = keys.privateKey;
    this.publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  }

  get seq(): number {
    return this.lines.length;
  }

  append(body: LineBody, at: number): number {
    const seq = this.seq + 1;
    const { kind, ...rest } = body;
    return this.appendBytes(Buffer.from(JSON.stringify({ seq, at, up: seq * 10, kind, ...rest })));
  }

  appendBytes(bytes: Uint8Array): number {
    this.lines.push(bytes);
    this.hashes.push(nextHash(this.hashes.at(-1)!, bytes));
    return this.seq;
  }

  sale(name: string, entry: string, priceFen: number, at: number): void {
    for (const body of saleLines(orderId(`${this.counter} ${name}`), entry, priceFen)) this.append(body, at);
  }

  sign(seq: number, hash = this.hashes[seq]!): string {
    return sign(null, headBytes(this.counter, this.journal, seq, hash), this.key).toString('base64');
  }

  /** Lines `from` to `to` as one payload. */
  batch(from: number, to: number, change: { sig?: string; head?: string; prev?: string } = {}): Buffer {
    const head = { prev: this.hashes[from - 1]!, head: this.hashes[to]!, sig: this.sign(to), ...change };
    const header = { v: 1 as const, journal: this.journal, from, to, ...head };
    return Buffer.from(encodeBatch(header, this.lines.slice(from - 1, to)));
  }

  /** Everything after `seq`, cut to the limits of a batch. */
  batchesAfter(seq: number, linesMax: number = batchLimits.linesMax): Buffer[] {
    const batches: Buffer[] = [];
    for (let from = seq + 1; from <= this.seq; from += linesMax) {
      batches.push(this.batch(from, Math.min(this.seq, from + linesMax - 1)));
    }
    return batches;
  }

  hello(seq = this.seq): Hello {
    const hash = this.hashes[seq]!;
    return { v: 1, journal: this.journal, seq, hash, agentVersion: 'sample 1', lists: sampleVersions };
  }

  /** The same counter as its disk was at line `seq`; it goes on by itself. */
  restoredAt(seq: number): SampleCounter {
    const copy = Object.create(
      SampleCounter.prototype,
      Object.getOwnPropertyDescriptors(this),
    ) as SampleCounter;
    const cut = { lines: this.lines.slice(0, seq), hashes: this.hashes.slice(0, seq + 1) };
    return Object.assign(copy, cut);
  }
}
