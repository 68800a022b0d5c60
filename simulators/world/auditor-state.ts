// pure
// What the auditor knows: its own ledger of disks, orders, money, lists and motors, built from facts alone.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { type LineOf, lineBytesMax } from '@zhuangui/protocol/journal-lines.ts';
import type { Outcome } from '@zhuangui/protocol/units.ts';
import type { Bounds, PublishedLists } from './observations.ts';

/** Lines of one journal as one machine committed them; after a copied or put-back disk a child of the branch it left. */
export interface Branch {
  counter: string;
  machine: string;
  journal: string;
  parent: Branch | undefined;
  /** Lines before this branch's own; their hash at the end. */
  from: number;
  base: string;
  hashes: string[];
  lines: Uint8Array[];
  /** Sales among the own lines, in order. */
  delivered: { seq: number; entry: string; priceFen: number }[];
  /** Which order each own line moved, in order. */
  moved: { seq: number; order: OrderView }[];
  /** Lists that its own lines say were applied. */
  applied: { seq: number; line: ListsLine }[];
  /** A later journal names it: everything after this line is lost to the counter. */
  setAsideAt: number | undefined;
}

/** An announced motor. */
export interface Announced {
  what: string;
  /** Undefined: a test vend. */
  item: ItemView | undefined;
  turned: boolean;
  drops: number;
  /** The agent restarted after it was announced. */
  staleSinceMs: number | undefined;
}

export interface ItemView {
  item: number;
  slot: number;
  entry: string;
  lot: string;
  priceFen: number;
  announced?: Announced;
  outcome?: Outcome;
  due?: { refund: string; amountFen: number; done: boolean };
}

/** An order as the disk of one machine has it. */
export interface OrderView {
  order: string;
  counter: string;
  method: string;
  totalFen: number;
  items: ItemView[];
  paidFen: number | undefined;
  closed: boolean;
  /** Lines of it were lost by a lying disk, or two machines had it open: its end cannot be demanded. */
  tainted: boolean;
  atMs: number;
}

/** What money did, as the gateway tells. */
export interface Money {
  order: string;
  chargedFen: number;
  refundedFen: number;
  refunds: Map<string, number>;
}

export interface SlotCount {
  motors: number;
  drops: number;
  delivered: number;
  unknown: number;
  tests: number;
  lies: { drop: number; 'no-drop': number };
}

export type ListsLine = LineOf<'lists'>;

export interface Machine {
  key: string;
  counter: string;
  machine: string;
  branch: Branch | undefined;
  orders: Map<string, OrderView>;
  /** Announced and not ended, by slot. */
  announced: Map<number, Announced[]>;
  /** The last motor that turned, by slot. */
  turning: Map<number, Announced>;
  slots: Map<number, SlotCount>;
  lists: ListsLine | undefined;
  floorMs: number;
  upMs: number;
  connectedSinceMs: number | undefined;
  /** Lost writes that no line has shown yet. */
  maybeRewound: boolean;
  /** A disk that was put back or copied is read from its beginning: how far these lines are known ones. */
  readAgain: number;
  /** Journal to the highest line that reached the hub from this machine. */
  offered: Map<string, number>;
  lied: boolean;
  bootedSinceLie: boolean;
  isClone: boolean;
}

export interface CounterBook {
  machines: Machine[];
  journals: Map<string, Branch[]>;
  /** How far the hub said it holds each journal: since its store was last put back, and ever. */
  said: Map<string, number>;
  acked: Map<string, number>;
  /** Why a journal may end or a counter may stop: a lie, a clone, or the hub's own word. */
  causes: Set<string>;
  /** Cases of which the hub must hold at least one kind each. */
  needs: { kinds: readonly string[]; why: string }[];
}

export interface ListsBook {
  byHash: Map<string, PublishedLists>;
  catalogs: Map<number, ReadonlyMap<string, Entry>[]>;
  withdrawals: Map<number, PublishedLists['withdrawn']>;
  channels: Set<number>;
  latest: PublishedLists | undefined;
  latestAtMs: number;
  /** Since when what is withdrawn now has been; lots beside whole entries. */
  since: Map<string, number>;
  isKeyStolen: boolean;
}

export interface AuditState {
  bounds: Bounds;
  nowMs: number;
  out: string[];
  /** Room for one line and the hash before it. */
  scratch: Buffer;
  counters: Map<string, CounterBook>;
  machines: Map<string, Machine>;
  /** Every committed line by its hash. */
  byHash: Map<string, { branch: Branch; seq: number }>;
  orders: Map<string, OrderView[]>;
  money: Map<string, Money>;
  asked: Map<string, { order: string; amountFen: number }>;
  lists: ListsBook;
  isRestored: boolean;
  healedAtMs: number | undefined;
  facts: number;
  judged: Record<string, number>;
  forgiven: Record<string, number>;
}

export const createState = (bounds: Bounds): AuditState => ({
  bounds,
  nowMs: 0,
  out: [],
  scratch: Buffer.alloc(32 + lineBytesMax),
  counters: new Map(),
  machines: new Map(),
  byHash: new Map(),
  orders: new Map(),
  money: new Map(),
  asked: new Map(),
  lists: {
    byHash: new Map(),
    catalogs: new Map(),
    withdrawals: new Map(),
    channels: new Set(),
    latest: undefined,
    latestAtMs: 0,
    since: new Map(),
    isKeyStolen: false,
  },
  isRestored: false,
  healedAtMs: undefined,
  facts: 0,
  judged: {},
  forgiven: {},
});

/** Judges: counts that it was judged, and says what is wrong. */
export function judge(state: AuditState, invariant: string, holds: boolean, what: () => string): void {
  state.judged[invariant] = (state.judged[invariant] ?? 0) + 1;
  if (!holds) state.out.push(`${invariant}: ${what()}`);
}

export function forgive(state: AuditState, what: string, count = 1): void {
  if (count > 0) state.forgiven[what] = (state.forgiven[what] ?? 0) + count;
}

export function counterOf(state: AuditState, counter: string): CounterBook {
  let book = state.counters.get(counter);
  if (!book) {
    book = {
      machines: [],
      journals: new Map(),
      said: new Map(),
      acked: new Map(),
      causes: new Set(),
      needs: [],
    };
    state.counters.set(counter, book);
  }
  return book;
}

export const machineKey = (counter: string, machine: string) => `${counter} ${machine}`;

export function machineOf(state: AuditState, fact: { counter: string; machine: string }): Machine {
  const key = machineKey(fact.counter, fact.machine);
  let machine = state.machines.get(key);
  if (!machine) {
    machine = {
      key,
      counter: fact.counter,
      machine: fact.machine,
      branch: undefined,
      orders: new Map(),
      announced: new Map(),
      turning: new Map(),
      slots: new Map(),
      lists: undefined,
      floorMs: 0,
      upMs: 0,
      connectedSinceMs: undefined,
      maybeRewound: false,
      readAgain: 0,
      offered: new Map(),
      lied: false,
      bootedSinceLie: false,
      isClone: false,
    };
    state.machines.set(key, machine);
    counterOf(state, fact.counter).machines.push(machine);
  }
  return machine;
}

export function slotOf(machine: Machine, slot: number): SlotCount {
  let count = machine.slots.get(slot);
  if (!count) {
    count = { motors: 0, drops: 0, delivered: 0, unknown: 0, tests: 0, lies: { drop: 0, 'no-drop': 0 } };
    machine.slots.set(slot, count);
  }
  return count;
}

export function moneyOf(state: AuditState, order: string): Money {
  let money = state.money.get(order);
  if (!money) {
    money = { order, chargedFen: 0, refundedFen: 0, refunds: new Map() };
    state.money.set(order, money);
  }
  return money;
}

export const isQr = (method: string): boolean => method === 'wechat' || method === 'alipay';
export const headSeq = (branch: Branch): number => branch.from + branch.hashes.length;
export const headHash = (branch: Branch): string => branch.hashes.at(-1) ?? branch.base;

/** The branch whose own line this is. */
function owner(branch: Branch, seq: number): Branch | undefined {
  let at: Branch | undefined = branch;
  while (at && seq <= at.from) at = at.parent;
  return at;
}
/** Undefined beyond its end. 0: the hash before the first line. */
export function hashAt(branch: Branch, seq: number): string | undefined {
  const own = owner(branch, seq);
  if (own) return own.hashes[seq - own.from - 1];
  let first = branch;
  while (first.parent) first = first.parent;
  return seq === 0 ? first.base : undefined;
}
export function lineAt(branch: Branch, seq: number): Uint8Array | undefined {
  const own = owner(branch, seq);
  return own?.lines[seq - own.from - 1];
}
