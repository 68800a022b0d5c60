// pure
// Journals at rest: disks beside what was committed, the hub beside the disks, its sums beside its journals (S7 to S10),
// and the cases that must have been raised.

import { forkKinds } from './auditor-journal.ts';
import {
  type AuditState,
  type Branch,
  type CounterBook,
  counterOf,
  forgive,
  hashAt,
  headHash,
  headSeq,
  judge,
  lineAt,
  machineKey,
} from './auditor-state.ts';
import type { Rest, RestingCounter, RestingHub } from './observations.ts';

type Held = RestingHub['journals'][number];

export function judgeJournals(state: AuditState, rest: Rest): void {
  const held = new Map(
    rest.hub.journals.map((journal) => [`${journal.counter} ${journal.journal}`, journal]),
  );
  for (const counter of rest.counters) judgeDisk(state, counter, held);
  for (const journal of rest.hub.journals) judgeHeld(state, journal);
  for (const [counter, book] of state.counters) {
    for (const [journal, acked] of book.acked)
      judgeAcked(state, book, {
        counter,
        journal,
        acked,
        holds: held.get(`${counter} ${journal}`)?.lines.length ?? 0,
      });
    judgeCases(state, counter, book, rest.hub);
  }
  judgeSales(state, rest.hub);
}

/** S8, S10: the disk still holds what was committed, and the hub holds all of it. */
function judgeDisk(state: AuditState, resting: RestingCounter, held: ReadonlyMap<string, Held>): void {
  const key = machineKey(resting.counter, resting.machine);
  const machine = state.machines.get(key);
  const branch = machine?.branch;
  if (!machine || !branch) return;
  const disk = resting.journals.find(({ journal }) => journal === branch.journal);
  judge(state, 'S10', disk !== undefined, () => `${key}: journal ${branch.journal} is not on its disk`);
  if (disk)
    judgeLines(state, key, branch, disk, machine.maybeRewound || (machine.lied && !machine.bootedSinceLie));
  const hub = held.get(`${resting.counter} ${branch.journal}`);
  const isWhole = hub !== undefined && hub.lines.length === headSeq(branch) && hub.head === headHash(branch);
  // A fork is a person's to decide; until then its counter sells nothing.
  const isStopped = resting.outOfService !== null && counterOf(state, resting.counter).causes.size > 0;
  if (!isWhole && isStopped) forgive(state, 'journals frozen until a person decides');
  else
    judge(state, 'S8', isWhole, () => {
      return `${key}: the hub holds ${hub?.lines.length ?? 0} lines of ${branch.journal}, the disk ${headSeq(branch)}`;
    });
}

function judgeLines(
  state: AuditState,
  who: string,
  branch: Branch,
  disk: { lines: readonly Uint8Array[]; head: string },
  mayBeDamaged: boolean,
): void {
  const head = headSeq(branch);
  const wrong = firstDifference(branch, disk.lines);
  if ((wrong !== undefined || disk.lines.length !== head) && mayBeDamaged)
    return forgive(state, 'damage that no start has looked for yet');
  judge(
    state,
    'S10',
    disk.lines.length >= head,
    () => `${who}: ${head} lines were committed, ${disk.lines.length} are on the disk`,
  );
  judge(state, 'S8', wrong === undefined && disk.lines.length <= head, () => {
    return `${who}: line ${wrong ?? head + 1} of ${branch.journal} is not the one that was committed, and nobody noticed`;
  });
}

/** Number of the first line with other bytes, of those that both have. */
function firstDifference(branch: Branch, lines: readonly Uint8Array[]): number | undefined {
  const end = Math.min(lines.length, headSeq(branch));
  for (let seq = end; seq >= 1; seq -= 1) {
    const own = lineAt(branch, seq);
    if (!own || !isSame(own, lines[seq - 1]!)) return seq;
  }
  return undefined;
}

const isSame = (a: Uint8Array, b: Uint8Array) => a === b || Buffer.compare(a, b) === 0;

/** S8: what the hub holds is what some machine committed, byte for byte, from line 1. */
function judgeHeld(state: AuditState, { counter, journal, lines, head }: Held): void {
  if (lines.length === 0) return;
  const found = state.byHash.get(head);
  const isKnown =
    found?.branch.journal === journal && found.branch.counter === counter && found.seq === lines.length;
  judge(
    state,
    'S8',
    isKnown,
    () =>
      `the hub holds ${lines.length} lines of ${counter} ${journal} ending in ${head.slice(0, 8)}, no disk has that line`,
  );
  if (!isKnown || !found) return;
  const wrong = firstDifference(found.branch, lines);
  judge(
    state,
    'S8',
    wrong === undefined,
    () => `line ${wrong} of ${counter} ${journal} on the hub is not the one that was committed`,
  );
}

/** S9: what the hub acknowledged is there; a hub put back gets it again, unless the journal was set aside meanwhile. */
function judgeAcked(
  state: AuditState,
  book: CounterBook,
  { counter, journal, acked, holds }: { counter: string; journal: string; acked: number; holds: number },
): void {
  const isGone = book.journals.get(journal)?.some(({ setAsideAt }) => setAsideAt !== undefined) === true;
  const isFrozen = book.causes.has('fork') || book.causes.has('behind-hub') || book.causes.has('cloned');
  if (holds < acked && state.isRestored && (isGone || isFrozen))
    return forgive(state, 'acknowledged lines that only a quarantine holds', acked - holds);
  judge(
    state,
    'S9',
    holds >= acked,
    () => `the hub acknowledged ${acked} lines of ${counter} ${journal} and holds ${holds}`,
  );
}

/** Silence about what a disk or a copy did is not forgiven. */
function judgeCases(state: AuditState, counter: string, book: CounterBook, hub: RestingHub): void {
  const kinds = new Set(hub.cases.filter((one) => one.counter === counter).map(({ kind }) => kind));
  for (const { kinds: wanted, why } of book.needs)
    judge(
      state,
      'S9',
      wanted.some((kind) => kinds.has(kind)),
      () => `no case ${wanted.join(' or ')} at the hub, although ${why}`,
    );
  for (const [journal, branches] of book.journals) {
    // What never reached the hub cannot be known there.
    const forkAt = Math.min(...branches.filter(({ parent }) => parent).map(({ from }) => from));
    const copies = book.machines.filter(({ offered }) => (offered.get(journal) ?? 0) > forkAt);
    if (copies.length > 1 && isForked(branches))
      judge(
        state,
        'S9',
        forkKinds.some((kind) => kinds.has(kind)),
        () => `no case at the hub, although ${copies.length} machines wrote ${counter} ${journal}`,
      );
  }
}

/** Two machines wrote the same number. */
function isForked(branches: readonly Branch[]): boolean {
  return branches.some((branch) => {
    const { parent } = branch;
    if (!parent || branch.machine === parent.machine) return false;
    const both = Math.min(headSeq(parent), headSeq(branch));
    return both > branch.from && hashAt(parent, both) !== hashAt(branch, both);
  });
}

/** S7: the hub's sums are those of the journals it holds, each line once. */
function judgeSales(state: AuditState, hub: RestingHub): void {
  const sums = new Map<string, { count: number; fen: number }>();
  for (const { head } of hub.journals) {
    const found = state.byHash.get(head);
    if (found) addSales(sums, found.branch, found.seq);
  }
  for (const { counter, entry, count, fen } of hub.sales) {
    const own = sums.get(`${counter} ${entry}`) ?? { count: 0, fen: 0 };
    sums.delete(`${counter} ${entry}`);
    judge(state, 'S7', own.count === count && own.fen === fen, () => {
      return `${counter}: the hub counts ${count} of ${entry} for ${fen} fen, its journals say ${own.count} for ${own.fen}`;
    });
  }
  for (const [what, { count, fen }] of sums)
    judge(state, 'S7', count === 0, () => `${what}: ${count} sold for ${fen} fen, the hub counts none`);
}

function addSales(sums: Map<string, { count: number; fen: number }>, branch: Branch, until: number): void {
  for (let at: Branch | undefined = branch, end = until; at; end = Math.min(end, at.from), at = at.parent)
    for (const { seq, entry, priceFen } of at.delivered) {
      if (seq > end) continue;
      const name = `${at.counter} ${entry}`;
      const sum = sums.get(name) ?? { count: 0, fen: 0 };
      sums.set(name, { count: sum.count + 1, fen: sum.fen + priceFen });
    }
}
