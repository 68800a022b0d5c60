// pure
// Each journal as it grows: numbers without a gap, an unbroken chain, nothing forgotten (S8, S10, S18).
import { hash as hashOf } from 'node:crypto';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import {
  type AuditState,
  type Branch,
  counterOf,
  forgive,
  hashAt,
  headHash,
  headSeq,
  judge,
  type ListsLine,
  type Machine,
  type OrderView,
} from './auditor-state.ts';
import type { FactOf } from './observations.ts';

const short = (hash: string | undefined) => (hash === undefined ? 'nothing' : hash.slice(0, 8));

/** Takes a committed line into the branch it belongs to; false when it is a known one, read again. */
export function keepLine(state: AuditState, machine: Machine, fact: FactOf<'line'>): boolean {
  const { line, bytes, hash, journal } = fact;
  if (isKnown(machine, fact)) {
    machine.readAgain = line.seq;
    return false;
  }
  const branch = branchFor(state, machine, fact);
  const before = headHash(branch);
  judge(state, 'S8', chained(state, before, bytes) === hash, () => {
    return `${machine.key}: line ${line.seq} of ${journal} does not follow from ${short(before)}`;
  });
  branch.hashes.push(hash);
  branch.lines.push(bytes);
  if (!state.byHash.has(hash)) state.byHash.set(hash, { branch, seq: line.seq });
  machine.readAgain = 0;
  judgeTimes(state, machine, fact);
  return true;
}

/** SHA-256 over the hash before (32 bytes) and the line's exact bytes; in one call, for there are many. */
function chained({ scratch }: AuditState, before: string, bytes: Uint8Array): string {
  const end = 32 + bytes.length;
  if (end > scratch.length)
    return hashOf('sha256', Buffer.concat([Buffer.from(before, 'hex'), bytes]), 'hex');
  scratch.write(before, 0, 'hex');
  scratch.set(bytes, 32);
  return hashOf('sha256', scratch.subarray(0, end), 'hex');
}

/** Lines of a disk that was put back or copied: the same bytes, from the first one on. */
function isKnown({ branch, readAgain }: Machine, { line, journal, hash }: FactOf<'line'>): boolean {
  if (branch?.journal !== journal || line.seq > headSeq(branch)) return false;
  return line.seq === readAgain + 1 && hashAt(branch, line.seq) === hash;
}

function branchFor(state: AuditState, machine: Machine, fact: FactOf<'line'>): Branch {
  const { line, journal } = fact;
  const now = machine.branch;
  if (now?.journal !== journal) return newJournal(state, machine, fact);
  const head = headSeq(now);
  const mayBeRewound = machine.maybeRewound;
  machine.maybeRewound = false;
  if (line.seq === head + 1) {
    judge(state, 'S8', true, () => '');
    return now;
  }
  if (line.seq > head) {
    judge(state, 'S8', false, () => `${machine.key}: after line ${head} of ${journal} comes ${line.seq}`);
    return childOf(state, machine, now, line.seq - 1, headHash(now));
  }
  judge(state, 'S10', mayBeRewound, () => {
    return `${machine.key} forgot the lines of ${journal} from ${line.seq} to ${head}, and no disk lied`;
  });
  return rewound(state, machine, now, line.seq - 1);
}

/** A disk that was put back: lines after `seq` are gone, and another history begins there. */
function rewound(state: AuditState, machine: Machine, now: Branch, seq: number): Branch {
  const { journal, counter } = now;
  taintAfter(state, now, seq);
  machine.lists = listsAt(now, seq);
  machine.floorMs = machine.lists?.timeFloor ?? 0;
  const acked = counterOf(state, counter).acked.get(journal) ?? 0;
  if (acked > seq)
    need(state, counter, forkKinds, `${machine.key} wrote line ${seq + 1} of ${journal} again`);
  else forgive(state, 'lines lost before anybody else had them', headSeq(now) - seq);
  return childOf(state, machine, now, seq, hashAt(now, seq) ?? '');
}

function childOf(state: AuditState, machine: Machine, parent: Branch, from: number, base: string): Branch {
  const { counter, journal } = parent;
  return register(state, machine, { counter, journal, parent, from, base });
}

function register(
  state: AuditState,
  machine: Machine,
  begun: Pick<Branch, 'counter' | 'journal' | 'parent' | 'from' | 'base'>,
): Branch {
  const branch: Branch = {
    ...begun,
    machine: machine.machine,
    hashes: [],
    lines: [],
    delivered: [],
    moved: [],
    applied: [],
    setAsideAt: undefined,
  };
  const journals = counterOf(state, begun.counter).journals;
  const known = journals.get(begun.journal);
  if (known) known.push(branch);
  else journals.set(begun.journal, [branch]);
  machine.branch = branch;
  return branch;
}

/** The lists in force at a line. */
function listsAt(branch: Branch, seq: number): ListsLine | undefined {
  for (let at: Branch | undefined = branch; at; at = at.parent) {
    const last = at.applied.findLast((one) => one.seq <= seq);
    if (last) return last.line;
  }
  return undefined;
}

/** A copied disk: the copy goes on from where its model stands. */
export function cloneBranch(state: AuditState, machine: Machine, model: Machine): void {
  const { branch } = model;
  if (branch) childOf(state, machine, branch, headSeq(branch), headHash(branch));
}

export const forkKinds = ['fork', 'behind-hub', 'clone-suspected'] as const;

export function need(state: AuditState, counter: string, kinds: readonly string[], why: string): void {
  counterOf(state, counter).needs.push({ kinds, why });
}

/** JRN-9: the first line says who the journal is, and which one it follows. */
function newJournal(state: AuditState, machine: Machine, fact: FactOf<'line'>): Branch {
  const { line, journal, counter } = fact;
  const old = machine.branch;
  const isBoot = line.kind === 'boot' && line.seq === 1 && line.journal === journal;
  judge(
    state,
    'S8',
    isBoot,
    () => `${machine.key}: journal ${journal} begins with line ${line.seq}, ${line.kind}`,
  );
  if (old) leave(state, machine, old, isBoot ? line : undefined);
  machine.lists = undefined;
  machine.floorMs = 0;
  return register(state, machine, {
    counter,
    journal,
    parent: undefined,
    from: line.seq - 1,
    base: genesisHash(counter, journal),
  });
}

/** S10: a journal ends only for a cause, its follower names it, and somebody is told. */
function leave(state: AuditState, machine: Machine, old: Branch, boot: LineOf<'boot'> | undefined): void {
  const { counter, journal } = old;
  const { causes } = counterOf(state, counter);
  const previous = boot?.previous;
  judge(
    state,
    'S10',
    machine.lied || causes.size > 0,
    () => `${machine.key} set ${journal} aside without a cause`,
  );
  judge(state, 'S10', previous?.journal === journal, () => {
    return `${machine.key}: ${boot?.journal ?? 'a new journal'} names ${previous?.journal ?? 'nothing'} and not ${journal} as the one before`;
  });
  const goodUntil = previous?.journal === journal ? previous.seq : 0;
  const isTrue = previous === undefined || hashAt(old, goodUntil) === previous.hash;
  judge(state, 'S10', isTrue || machine.maybeRewound, () => {
    return `${machine.key}: names line ${goodUntil} of ${journal} as ${short(previous?.hash)}, it was ${short(hashAt(old, goodUntil))}`;
  });
  judge(state, 'S10', goodUntil === headSeq(old) || machine.lied, () => {
    return `${machine.key}: ${headSeq(old) - goodUntil} lines of ${journal} were not carried over, and no disk lied`;
  });
  taintAfter(state, old, goodUntil);
  old.setAsideAt = goodUntil;
  if (state.isRestored) taintUnsaid(state, old);
  machine.maybeRewound = false;
  const kinds =
    boot && boot.reason !== 'start' && boot.reason !== 'first-start' ? [boot.reason] : ['journal-damaged'];
  need(
    state,
    counter,
    kinds,
    `${machine.key} began ${boot?.journal ?? 'a new journal'} in place of ${journal}`,
  );
}

/** What a disk lost cannot be held against the orders it belonged to. */
function taintAfter(state: AuditState, branch: Branch, seq: number): void {
  for (let at: Branch | undefined = branch; at; at = at.parent) {
    for (let index = at.moved.length - 1; index >= 0 && at.moved[index]!.seq > seq; index -= 1)
      taint(state, at.moved[index]!.order);
    if (at.from <= seq) return;
  }
}

/** LED-12: a hub put back to an older copy cannot hear again what a journal held that nobody sends any more. */
export function taintUnsaid(state: AuditState, branch: Branch): void {
  const { said } = counterOf(state, branch.counter);
  taintAfter(state, branch, said.get(branch.journal) ?? 0);
}

export function taint(state: AuditState, order: OrderView): void {
  if (!order.tainted) forgive(state, 'orders whose lines were lost or copied');
  order.tainted = true;
}

/** S18: whatever the wall clock does, numbers and uptime go forwards. */
function judgeTimes(state: AuditState, machine: Machine, { line }: FactOf<'line'>): void {
  const isBoot = line.kind === 'boot';
  judge(state, 'S18', isBoot || line.up >= machine.upMs, () => {
    return `${machine.key}: line ${line.seq} has uptime ${line.up} after ${machine.upMs}`;
  });
  if (!isBoot) machine.floorMs += Math.max(0, line.up - machine.upMs);
  machine.upMs = line.up;
  if (line.kind === 'boot') {
    if (machine.lied) machine.bootedSinceLie = true;
    for (const list of machine.announced.values()) for (const one of list) one.staleSinceMs ??= state.nowMs;
  }
  if (line.kind === 'clock' || line.kind === 'freshness')
    machine.floorMs = Math.max(machine.floorMs, line.timeFloor);
}
