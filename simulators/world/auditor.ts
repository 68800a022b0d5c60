// pure
// The auditor of the world: keeps its own ledger from what an onlooker sees, and judges the invariants of the system
// after every fact, the rest when all has come to rest. It shares no code with what it judges but the wire formats.
//
//   S1  closed and paid lines against the gateway at once; charged - given back = delivered at rest
//   S2  at every motor and drop                       S3  at every dispensing line and motor
//   S4  at every announced motor, against the lists in force on that counter and what was published
//   S5  at every announced motor while connected; the newest lists everywhere at rest
//   S6  at every refund line, question and movement   S7  at rest
//   S8  at every line; hub = disk = committed, byte for byte, at rest
//   S9  at every position; nothing acknowledged is missing, and the needed cases are there, at rest
//   S10 at every line and new journal; disks at rest  S11 at every line of an order
//   S12 at rest                                       S13, S14 at every lists line
//   S15 at every drop; loaded = inside + fallen at rest
//   S18 at every line, lists line and announced motor
// Elsewhere: S16 and S17 need approvals and the log (tests/certification, the verifier), S14's signatures need forged
// metadata (tests/lists), S19 needs operators (device/operator), S20 needs sizes and sockets (tests/hub, tests/attack).

import { judgeRest } from './auditor-end.ts';
import { judgeJournals } from './auditor-end-journals.ts';
import { cloneBranch, keepLine, taint, taintUnsaid } from './auditor-journal.ts';
import { seeLists, seePublished } from './auditor-lists.ts';
import { seeCharge, seeRefund, seeRefundAsked } from './auditor-money.ts';
import { seeDrop, seeMotor, seeTestOutcome, seeTestVend } from './auditor-motors.ts';
import { seeOrderLine } from './auditor-orders.ts';
import { seePosition } from './auditor-positions.ts';
import { type AuditState, counterOf, createState, type Machine, machineOf, slotOf } from './auditor-state.ts';
import type { Bounds, Fact, FactOf, Rest } from './observations.ts';

export interface AuditStats {
  facts: number;
  lines: number;
  orders: number;
  /** Judgements by invariant: one that is never judged proves nothing. */
  judged: Readonly<Record<string, number>>;
  /** What was excused, in words. */
  forgiven: Readonly<Record<string, number>>;
}

export interface Auditor {
  /** Each violation is a sentence that begins with the invariant's number; none: all is well. */
  see(fact: Fact): string[];
  /** Once, when all has come to rest. */
  end(rest: Rest): string[];
  stats(): AuditStats;
}

export function createAuditor(bounds: Bounds): Auditor {
  const state = createState(bounds);
  const spoken = (): string[] => {
    const { out } = state;
    if (out.length > 0) state.out = [];
    return out;
  };
  return {
    see(fact) {
      state.facts += 1;
      state.nowMs = fact.atMs;
      take(state, fact);
      return spoken();
    },
    end(rest) {
      judgeRest(state, rest);
      judgeJournals(state, rest);
      return spoken();
    },
    stats: () => ({
      facts: state.facts,
      lines: state.byHash.size,
      orders: state.orders.size,
      judged: { ...state.judged },
      forgiven: { ...state.forgiven },
    }),
  };
}

function take(state: AuditState, fact: Fact): void {
  switch (fact.kind) {
    case 'line':
      return seeLine(state, fact);
    case 'motor':
      return seeMotor(state, machineOf(state, fact), fact.slot);
    case 'drop':
      return seeDrop(state, machineOf(state, fact), fact.slot);
    case 'charge':
      return seeCharge(state, fact);
    case 'refund':
      return seeRefund(state, fact);
    case 'refund-asked':
      return seeRefundAsked(state, fact);
    case 'published':
      return seePublished(state, fact);
    case 'position':
      return seePosition(state, fact);
    case 'offered':
      machineOf(state, fact).offered.set(fact.journal, fact.to);
      return;
    case 'power':
      if (!fact.isOn) machineOf(state, fact).connectedSinceMs = undefined;
      return;
    case 'link':
      return seeLink(machineOf(state, fact), fact);
    case 'board-lied':
      slotOf(machineOf(state, fact), fact.slot).lies[fact.said] += 1;
      return;
    case 'disk-lied':
      return seeLie(machineOf(state, fact), fact);
    case 'cloned':
      return seeClone(state, fact);
    case 'key-stolen':
      state.lists.isKeyStolen = true;
      return;
    case 'hub-restored':
      state.isRestored = true;
      for (const book of state.counters.values()) {
        book.said.clear();
        for (const branches of book.journals.values())
          for (const branch of branches) if (branch.setAsideAt !== undefined) taintUnsaid(state, branch);
      }
      return;
    case 'healed':
      state.healedAtMs = fact.atMs;
      return;
    case 'clock-jumped':
      return seeJump(state, fact);
    case 'hub-crashed':
      return;
  }
}

function seeLine(state: AuditState, fact: FactOf<'line'>): void {
  const machine = machineOf(state, fact);
  const { line } = fact;
  if (!keepLine(state, machine, fact)) return;
  if (line.kind === 'lists') {
    machine.branch?.applied.push({ seq: line.seq, line });
    return seeLists(state, machine, line);
  }
  if (line.kind === 'test-vend') return seeTestVend(state, machine, line);
  if (line.kind === 'test-outcome') return seeTestOutcome(machine, line);
  const order = seeOrderLine(state, machine, line);
  if (order) machine.branch?.moved.push({ seq: line.seq, order });
}

function seeLink(machine: Machine, { isUp, atMs }: FactOf<'link'>): void {
  machine.connectedSinceMs = isUp ? (machine.connectedSinceMs ?? atMs) : undefined;
}

/** By a clock that is years ahead new lists have expired: S5 begins anew when it is set. */
function seeJump(state: AuditState, { counter, atMs }: FactOf<'clock-jumped'>): void {
  for (const machine of counterOf(state, counter).machines)
    if (machine.connectedSinceMs !== undefined) machine.connectedSinceMs = atMs;
}

function seeLie(machine: Machine, { lie }: FactOf<'disk-lied'>): void {
  machine.lied = true;
  machine.bootedSinceLie = false;
  if (lie === 'lost-writes') machine.maybeRewound = true;
}

/** The copy has what its model had; what was open then has two owners from now on. */
function seeClone(state: AuditState, fact: FactOf<'cloned'>): void {
  const book = counterOf(state, fact.counter);
  const model = fact.of === undefined ? book.machines[0] : machineOf(state, { ...fact, machine: fact.of });
  const machine = machineOf(state, fact);
  book.causes.add('cloned');
  machine.isClone = true;
  if (!model || model === machine) return;
  cloneBranch(state, machine, model);
  machine.lists = model.lists;
  machine.floorMs = model.floorMs;
  machine.upMs = model.upMs;
  for (const [name, order] of model.orders) {
    if (order.closed) continue;
    taint(state, order);
    const copy = { ...order, items: order.items.map((item) => ({ ...item })) };
    machine.orders.set(name, copy);
    state.orders.get(name)?.push(copy);
  }
}
