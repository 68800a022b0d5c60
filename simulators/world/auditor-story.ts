// pure
// Handmade facts for the auditor's tests: one hub, its lists, counters whose journals are chained as on a real disk.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Line, LineBody, Permit } from '@zhuangui/protocol/journal-lines.ts';
import { createAuditor } from './auditor.ts';
import type { Fact, FactOf, PublishedLists, Rest, RestingCounter } from './observations.ts';

export const startMs = 1_800_000_000_000;
const hour = 3_600_000;
export const bounds = { withdrawalMs: 60_000, restMs: hour };
export const hashOf = (name: string) => Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);

export const entryOf = (id: string, change: Partial<Entry> = {}): Entry => ({
  id,
  name: '敖汉小米',
  brand: '敖汉',
  specification: '500 g',
  gtins: ['06901234567892'],
  category: 'grain',
  supplier: { name: '合作社', creditCode: '91150430MA0N000000' },
  origin: { banner: '150430', name: '敖汉旗', league: '150400' },
  helps: { how: '收购', people: 10 },
  certificate: { number: id, validFrom: '2026-01-01', validUntil: '2029-12-31' },
  priceBand: { minFen: 500, maxFen: 2_000 },
  marks: [],
  shelfLifeDays: 300,
  ...change,
});

const versions = { root: 1, catalog: 1, withdrawals: 1, channels: 1, snapshot: 1 };
export type Published = PublishedLists;

export const published = (change: Partial<PublishedLists> = {}): PublishedLists => ({
  versions,
  hash: hashOf('lists-1'),
  entries: new Map(['NM000001', 'NM000002'].map((id) => [id, entryOf(id)])),
  withdrawn: new Map(),
  expiresAtMs: startMs + 72 * hour,
  ...change,
});

/** The second publication: one entry withdrawn. */
export const withdrawal = published({
  versions: { ...versions, withdrawals: 2, snapshot: 2 },
  hash: hashOf('lists-2'),
  withdrawn: new Map([['NM000001', 'all' as const]]),
});

export const permitOf = (lists: PublishedLists, entry = 'NM000001'): Permit => ({
  entry,
  lot: 'L1',
  certificate: entry,
  catalogVersion: lists.versions.catalog,
  withdrawalsVersion: lists.versions.withdrawals,
  channelsVersion: lists.versions.channels,
  freshness: 'green',
  priceBand: { minFen: 500, maxFen: 2_000 },
  lists: lists.hash,
});

/** A journal of one machine; each line is a fact and follows from the one before. */
export class StoryCounter {
  readonly facts: Fact[] = [];
  readonly counter: string;
  readonly machine: string;
  journal: string;
  lines: Uint8Array[] = [];
  hash: string;
  bootedMs: number;
  nowMs: number;

  constructor(counter = 'k-0001', machine = counter, journal = `j${'1'.repeat(16)}`) {
    this.counter = counter;
    this.machine = machine;
    this.journal = journal;
    this.hash = genesisHash(counter, journal);
    this.bootedMs = startMs;
    this.nowMs = startMs;
  }

  /** Time goes on. */
  pass(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  tell(fact: Omit<FactOf<'motor'>, 'atMs'> | object): this {
    this.facts.push({ ...fact, atMs: this.nowMs } as Fact);
    return this;
  }

  /** Commits a line; `change` falsifies it afterwards. */
  line(body: LineBody, change: Partial<Line> = {}): this {
    const { counter, machine, journal } = this;
    if (body.kind === 'boot') this.bootedMs = this.nowMs;
    const head = { seq: this.lines.length + 1, at: this.nowMs, up: this.nowMs - this.bootedMs };
    const line = { ...head, ...body, ...change } as Line;
    const bytes = new TextEncoder().encode(JSON.stringify(line));
    this.hash = nextHash(this.hash, bytes);
    this.lines.push(bytes);
    this.tell({ kind: 'line', counter, machine, journal, line, bytes, hash: this.hash });
    return this.pass(1);
  }

  boot(reason: 'start' | 'first-start' = 'start'): this {
    return this.line({ kind: 'boot', journal: this.journal, agentVersion: '1', reason });
  }

  /** A new journal in place of this one. */
  begin(
    journal: string,
    previous: object,
    reason: 'journal-damaged' | 'journal-replaced' = 'journal-damaged',
  ) {
    this.journal = journal;
    this.lines = [];
    this.hash = genesisHash(this.counter, journal);
    return this.line({ kind: 'boot', journal, agentVersion: '1', reason, ...previous } as LineBody);
  }

  lists(lists: PublishedLists, change: Partial<Extract<LineBody, { kind: 'lists' }>> = {}): this {
    const times = { signedAt: startMs, expiresAt: lists.expiresAtMs, timeFloor: this.nowMs };
    const body = { kind: 'lists' as const, versions: lists.versions, hash: lists.hash, ...times };
    return this.line({ ...body, source: 'push', ...change });
  }

  act(kind: 'motor' | 'drop', slot = 1): this {
    return this.tell({ kind, counter: this.counter, machine: this.machine, slot });
  }

  position(change: object = {}): this {
    const { counter, journal, hash, lines } = this;
    const position = { v: 1, journal, seq: lines.length, hash, hubTime: this.nowMs, ...change };
    return this.tell({ kind: 'position', counter, position });
  }

  /** At rest, with its journal on the disk. */
  resting(change: Partial<RestingCounter> = {}): RestingCounter {
    const { counter, machine, journal, lines, hash } = this;
    return {
      counter,
      machine,
      journals: [{ journal, lines, head: hash }],
      slots: [],
      outOfService: null,
      protocolBreaches: [],
      unsentLines: 0,
      ...change,
    };
  }
}

export interface Bought {
  order: string;
  entry?: string;
  slot?: number;
  lists?: PublishedLists;
}

export const orderId = (digit: string) => `o${digit.repeat(24)}`;
export const refundId = (order: string, item = 1) => `r${order.slice(1)}-${item}`;
export const goodsOf = ({ entry = 'NM000001', slot = 1 }: Bought) => ({
  item: 1,
  slot,
  entry,
  lot: 'L1',
  priceFen: 1_000,
});

/** The lines and facts of one order for one package, each by its name. */
export function steps(counter: StoryCounter, bought: Bought) {
  const { order, lists = published() } = bought;
  const goods = goodsOf(bought);
  const permit = permitOf(lists, goods.entry);
  const method = 'wechat' as const;
  const totalFen = goods.priceFen;
  const back = { order, refund: refundId(order), amountFen: totalFen };
  const outcome = (what: 'delivered' | 'not-delivered' | 'unknown') =>
    counter.line({ kind: 'outcome', order, ...goods, method, outcome: what, detail: 'x' });
  return {
    order: () => counter.line({ kind: 'order', order, items: [{ ...goods, permit }], totalFen, method }),
    charge: () => counter.tell({ kind: 'charge', order, method, amountFen: totalFen }),
    paid: () => counter.line({ kind: 'paid', order, method, amountFen: totalFen, transaction: 't' }),
    dispensing: () => counter.line({ kind: 'dispensing', order, ...goods, permit }),
    motor: () => counter.act('motor', goods.slot),
    drop: () => counter.act('drop', goods.slot),
    delivered: () => outcome('delivered'),
    notDelivered: () => outcome('not-delivered'),
    unknown: () => outcome('unknown'),
    due: () => counter.line({ kind: 'refund', ...back, item: 1, method, state: 'due', reason: 'x' }),
    asked: () => counter.tell({ kind: 'refund-asked', ...back }),
    refunded: () => counter.tell({ kind: 'refund', ...back }),
    done: () => counter.line({ kind: 'refund', ...back, item: 1, method, state: 'done', reason: 'x' }),
    closed: () =>
      counter.line({ kind: 'closed', order, paidFen: totalFen, deliveredFen: totalFen, refundedFen: 0 }),
    closedBack: () =>
      counter.line({ kind: 'closed', order, paidFen: totalFen, deliveredFen: 0, refundedFen: totalFen }),
  };
}
export type StepName = keyof ReturnType<typeof steps>;

export const delivered: readonly StepName[] = [
  'order',
  'charge',
  'paid',
  'dispensing',
  'motor',
  'drop',
  'delivered',
  'closed',
];
export const givenBack: readonly StepName[] = [
  'order',
  'charge',
  'paid',
  'dispensing',
  'motor',
  'notDelivered',
  'due',
  'asked',
  'refunded',
  'done',
  'closedBack',
];

/** What a hub holds that holds everything, and nothing else. */
export function restOf(
  counters: readonly StoryCounter[],
  sales: Rest['hub']['sales'],
  money: Partial<Rest['hub']['money']> = {},
): Rest {
  return {
    counters: counters.map((counter) => counter.resting()),
    hub: {
      journals: counters.map(({ counter, journal, lines, hash }) => ({
        counter,
        journal,
        lines,
        head: hash,
      })),
      sales,
      cases: [],
      money: { chargedFen: 0, refundedFen: 0, pendingFen: 0, ...money },
    },
    restedAfterMs: 1_000,
    pending: [],
  };
}

/** A counter that has started and applied the first lists. */
export const ready = (counter = new StoryCounter()) =>
  counter
    .tell({ kind: 'published', ...published() })
    .boot('first-start')
    .lists(published());

export const walk = (
  counter: StoryCounter,
  names: readonly StepName[],
  bought: Bought = { order: orderId('a') },
) => {
  const can = steps(counter, bought);
  for (const name of names) can[name]();
  return counter;
};
export const until = (names: readonly StepName[], last: StepName) => names.slice(0, names.indexOf(last) + 1);
export const without = (names: readonly StepName[], name: StepName) => names.filter((one) => one !== name);

export function found(facts: readonly Fact[]): string[] {
  const auditor = createAuditor(bounds);
  return facts.flatMap((fact) => auditor.see(fact));
}

/** What happened, and the one sentence it must be called by. */
export type Broken = readonly [string, RegExp, (counter: StoryCounter) => unknown];
