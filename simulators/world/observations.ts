// pure
// What an onlooker of the world sees: facts of disks, motors, money and wires, never what a program believes.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions, PositionMessage } from '@zhuangui/protocol/messages.ts';

/** One list set that the rightful signers published; versions as in the `lists` line. */
export interface PublishedLists {
  versions: ListVersions;
  /** SHA-256 of the snapshot metadata, as permits and `lists` lines name it. */
  hash: string;
  /** The certified entries of this catalog, by id. */
  entries: ReadonlyMap<string, Entry>;
  /** Withdrawn entries; a set of lots means only those. */
  withdrawn: ReadonlyMap<string, ReadonlySet<string> | 'all'>;
  expiresAtMs: number;
  /** Counters that may sell nothing. Default: none. */
  suspended?: ReadonlySet<string>;
}

type Facts = {
  /** A committed line, read from the counter's disk right after its commit; `machine` tells a clone from its model. */
  line: { counter: string; machine: string; journal: string; line: Line; bytes: Uint8Array; hash: string };
  /** A motor of the board began to turn. */
  motor: { counter: string; machine: string; slot: number };
  /** A package fell. */
  drop: { counter: string; machine: string; slot: number };
  /** The gateway took money, or gave it back; `refund` is the merchant's number for it. */
  charge: { order: string; method: string; amountFen: number };
  refund: { order: string; refund: string; amountFen: number };
  /** A refund was asked for, whether or not money moves: number and amount must never change for one item. */
  'refund-asked': { order: string; refund: string; amountFen: number };
  /** The rightful signers published lists. */
  published: PublishedLists;
  /** The hub said how far it holds a journal. */
  position: { counter: string; position: PositionMessage };
  /** A batch of this machine, up to this line, reached a hub that works. */
  offered: { counter: string; machine: string; journal: string; to: number };
  power: { counter: string; machine: string; isOn: boolean };
  /** Messages get through between this machine and a hub that works, both ways; bounds count only meanwhile. */
  link: { counter: string; machine: string; isUp: boolean };
  /** The board said of one vend of this slot what was not so. */
  'board-lied': { counter: string; machine: string; slot: number; said: 'drop' | 'no-drop' };
  /** The hub's online key is in other hands: sets that only it signs may be new to everybody. */
  'key-stolen': Record<never, never>;
  /** The disk of a counter gave back an older or damaged state: what was lost is forgiven, silence about it is not. */
  'disk-lied': { counter: string; machine: string; lie: 'lost-writes' | 'bit-flip' | 'torn-page' };
  /** A second machine with this counter's disk and key; told when the disk is copied. `of`: default, the first one. */
  cloned: { counter: string; machine: string; of?: string };
  /** The hub's store was put back to an older copy. */
  'hub-restored': { lostMs: number };
  'hub-crashed': Record<never, never>;
  'clock-jumped': { counter: string; byMs: number };
  /** All faults end here; from now on everything has to come to rest. */
  healed: Record<never, never>;
};

export type FactKind = keyof Facts;
/** `atMs`: true (virtual) time. */
export type Fact = { [K in FactKind]: { kind: K; atMs: number } & Facts[K] }[FactKind];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** What a counter holds when all has come to rest. */
export interface RestingCounter {
  counter: string;
  machine: string;
  /** Journals on its disk and in quarantine, oldest first; lines as bytes, in order. */
  journals: { journal: string; lines: readonly Uint8Array[]; head: string }[];
  /** Packages per slot that were put in, and that are still inside (the board's truth). */
  slots: { slot: number; loaded: number; inside: number }[];
  /** Why it sells nothing; null when it does. */
  outOfService: string | null;
  protocolBreaches: readonly string[];
  unsentLines: number;
}

/** What the hub holds when all has come to rest. */
export interface RestingHub {
  journals: { counter: string; journal: string; lines: readonly Uint8Array[]; head: string }[];
  /** Its own figures: sales and fen per counter and entry, from its totals. */
  sales: { counter: string; entry: string; count: number; fen: number }[];
  cases: { kind: string; counter: string }[];
  money: { chargedFen: number; refundedFen: number; pendingFen: number };
}

export interface Rest {
  counters: readonly RestingCounter[];
  hub: RestingHub;
  /** Between healing and the moment at which nothing was pending any more; undefined: it never came. */
  restedAfterMs: number | undefined;
  /** What still was pending then, in words. */
  pending: readonly string[];
}

/** Bounds that the auditor demands; milliseconds of true time. */
export interface Bounds {
  /** A withdrawal is applied on a connected counter after so long; without a network sales stop when lists expire. */
  withdrawalMs: number;
  /** INC-10: nothing is pending so long after everything is well again. */
  restMs: number;
}
