// pure
import { reportCredit, reportDispense, reportSlot } from './board-reports.ts';
import type { Fault, Slot } from './board-state.ts';
import {
  note,
  patch,
  patchCash,
  patchSlot,
  patchTrouble,
  restartBoard,
  type Turn,
  violation,
} from './board-turn.ts';

const DISPENSING = 0x01;
const DISPENSED = 0x02;
const NOTHING_DROPPED = 0x03;
const NO_SUCH_MOTOR = 0x06;
const TERMINATED = 0xff;
/** What the capture V41 shows of a slot straight after a jam. */
const STATUS_JAMMED = 3;

/** How one drive ends: what really happens, and what is reported (null: nothing ever). */
interface Outcome {
  drops: boolean;
  status: number | null;
}

/** Turns a slot's motor; the result follows when its time is over. */
export function startMotor(turn: Turn, selection: number, ask: { sensor: boolean; sale: boolean }): void {
  const slot = turn.state.slots[selection];
  if (!slot) return reportDispense(turn, NO_SUCH_MOTOR, selection);
  if (turn.state.motor) {
    violation(turn, 'drive-while-busy', `drive of ${selection} while ${turn.state.motor.selection} turns`);
    return reportDispense(turn, TERMINATED, selection);
  }
  const endsAt = turn.now + (slot.slowMs ?? turn.state.config.motorMs);
  patch(turn, { motor: { selection, endsAt, ...ask } });
  patchSlot(turn, selection, { motorTurns: slot.motorTurns + 1 });
  turn.effects.push({ type: 'motor', slot: selection });
  reportDispense(turn, DISPENSING, selection);
}

/** A sale the board refuses to make by itself, such as one without credit. */
export const refuseSale = (turn: Turn, selection: number): void =>
  reportDispense(turn, TERMINATED, selection);

function honest(slot: Slot, sensor: boolean): Outcome {
  if (slot.real > 0) return { drops: true, status: DISPENSED };
  // Without its drop sensor the board only knows that the motor turned.
  return { drops: false, status: sensor ? NOTHING_DROPPED : DISPENSED };
}

function outcomeOf(slot: Slot, fault: Fault | undefined, sensor: boolean): Outcome {
  switch (fault?.kind) {
    case 'jam':
      return { drops: false, status: NOTHING_DROPPED };
    case 'denies-a-drop':
      return { drops: true, status: NOTHING_DROPPED };
    case 'claims-a-drop':
      return { drops: false, status: DISPENSED };
    case 'motor-fault':
      return { drops: false, status: fault.status };
    case 'never-finishes':
      return { drops: fault.drops, status: null };
    default:
      return honest(slot, sensor);
  }
}

const worn = (faults: readonly Fault[]): readonly Fault[] =>
  faults
    .map((fault, index) => (index === 0 ? { ...fault, left: fault.left - 1 } : fault))
    .filter((f) => f.left > 0);

function dropOne(turn: Turn, selection: number): void {
  const slot = turn.state.slots[selection];
  if (!slot || slot.real === 0) return;
  patchSlot(turn, selection, { real: slot.real - 1, dropped: slot.dropped + 1 });
  turn.effects.push({ type: 'drop', slot: selection });
}

/** The motor's time is over: goods fall or not, then the result is reported, then the slot (as after V36). */
export function finishMotor(turn: Turn): void {
  const { motor } = turn.state;
  const slot = motor && turn.state.slots[motor.selection];
  if (!motor || !slot) return;
  const outcome = outcomeOf(slot, slot.faults[0], motor.sensor);
  patch(turn, { motor: null });
  patchSlot(turn, slot.selection, { faults: worn(slot.faults) });
  if (outcome.drops) dropOne(turn, slot.selection);
  if (turn.state.trouble.restartWhen === 'before-result') {
    note(turn, 'power fails before the result is reported');
    patchTrouble(turn, { restartWhen: null });
    restartBoard(turn, turn.state.config.bootMs);
  } else if (outcome.status !== null) reportResult(turn, slot.selection, outcome.status, motor.sale);
}

function reportResult(turn: Turn, selection: number, status: number, sale: boolean): void {
  const slot = turn.state.slots[selection]!;
  const sold = status === DISPENSED && sale;
  patchSlot(turn, selection, {
    status: status === DISPENSED ? 0 : STATUS_JAMMED,
    inventory: sold ? Math.max(0, slot.inventory - 1) : slot.inventory,
    doubleResults: Math.max(0, slot.doubleResults - 1),
  });
  reportDispense(turn, status, selection);
  if (slot.doubleResults > 0) reportDispense(turn, status, selection);
  if (sold && turn.state.creditFen > 0) {
    const costFen = Math.min(turn.state.creditFen, slot.priceFen);
    patch(turn, { creditFen: turn.state.creditFen - costFen });
    patchCash(turn, { soldFen: turn.state.cash.soldFen + costFen });
    reportCredit(turn);
  }
  reportSlot(turn, turn.state.slots[selection]!);
}
