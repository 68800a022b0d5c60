// What an operator does to the machine itself: locks, jams, motors, temperature. Written down before it is done (OPR-10).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { temperatureMenu } from '../care/set-point.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import { slotFaultCode } from '../planogram/apply-line.ts';
import { words } from '../sale/words.ts';
import type { DeskActOf, DeskAnswer } from '../screens/desk-acts.ts';
import type { DeskView } from '../screens/operator-views.ts';
import { overColdChain } from '../settings/settings-limits.ts';
import { done, no, refusals } from './answers.ts';
import { commandMenu } from './board-menu.ts';
import type { DeskParts } from './ports.ts';
import { openVendOf, testOutcomeLines, testVendLine } from './test-vend-lines.ts';

export type TestVendView = Extract<DeskView, { state: 'signed-in' }>['testVend'];

const jamMenu = 0x32;
const menuSet = 1;

/** A line that says who did what. */
export const serviceLine = (operator: string, action: string, detail: string): LineBody => ({
  kind: 'service',
  operator,
  action,
  detail: words(detail, 200),
});

interface Turn {
  /** True between the announcement of a motor and its written outcome. */
  isOpen: boolean;
}

/** Only one thing at a time moves the machine, and none while a sale runs. */
function createTurns(parts: Pick<DeskParts, 'hold'>) {
  let isTaken = false;
  return async (work: (turn: Turn) => Promise<DeskAnswer>): Promise<DeskAnswer> => {
    if (isTaken) return refusals.machineBusy;
    const release = parts.hold();
    if (!release) return refusals.saleRuns;
    isTaken = true;
    const turn: Turn = { isOpen: false };
    try {
      return await work(turn);
    } finally {
      isTaken = false;
      // A motor whose outcome cannot be written is settled by the next start (OPR-12); until then nothing is sold.
      if (!turn.isOpen) release();
    }
  };
}

export interface MachineActs {
  lock(act: DeskActOf<'lock-slot'>, operator: string): Promise<DeskAnswer>;
  unlock(act: DeskActOf<'unlock-slot'>, operator: string): Promise<DeskAnswer>;
  clearJam(act: DeskActOf<'clear-jam'>, operator: string): Promise<DeskAnswer>;
  testVend(act: DeskActOf<'test-vend'>, operator: string): Promise<DeskAnswer>;
  setTemperature(act: DeskActOf<'set-temperature'>, operator: string): Promise<DeskAnswer>;
  lastTestVend(): TestVendView;
  /** A test vend may be taking something out of this slot. */
  moves(slot: number): boolean;
  forgetTestVend(): void;
}

/** `changed` is told whenever what the screen shows of it changed. Acts reject when the journal refuses a line. */
export function createMachineActs(parts: DeskParts, changed: () => void): MachineActs {
  const { append, board, gate } = parts;
  const inTurn = createTurns(parts);
  let testVend: TestVendView = null;
  let moving: number | undefined;

  const isKnown = (slot: number) => parts.sources.operatorView().slots.some((one) => one.slot === slot);

  function show(view: TestVendView): void {
    testVend = view;
    changed();
  }

  async function vend(turn: Turn, slotNumber: number, operator: string): Promise<DeskAnswer> {
    const { decision, slot, lists } = gate('dispense', slotNumber);
    if (!decision.pass || !slot) {
      const reasons = decision.pass ? ['slot-unknown' as const] : decision.reasons;
      const refused = { pass: false as const, reasons };
      await append([refusedLine({ point: 'dispense', slotNumber, slot, decision: refused }, lists)]);
      show({ slot: slotNumber, state: 'refused', detail: reasons.join(', ') });
      return no('gate', 'gate', 'Only certified goods that may be sold now are vended.', reasons);
    }
    const open = openVendOf(`v${parts.random.hex(8)}`, slot, operator);
    await append([testVendLine(open, decision.permit)]);
    turn.isOpen = true;
    moving = slotNumber;
    show({ slot: slotNumber, state: 'running', detail: '' });
    const { dropSensor = true, elevator = false } = parts;
    const report = await board.vend({ selection: slotNumber, dropSensor, elevator });
    await append(testOutcomeLines(open, report));
    turn.isOpen = false;
    moving = undefined;
    show({ slot: slotNumber, state: report.outcome, detail: words(report.detail, 200) });
    return done(report.outcome);
  }

  async function clearJam(slot: number, operator: string): Promise<DeskAnswer> {
    await append([serviceLine(operator, 'clear-jam', `slot ${slot}`)]);
    const command = { menuType: jamMenu, operation: menuSet, parameters: [] };
    const result = await commandMenu(parts, command);
    if (!result.ok) return no('failed', 'board', result.detail);
    parts.onJamCleared?.(slot);
    const detail = words(`cleared by ${operator}`, 300);
    await append([{ kind: 'fault', code: slotFaultCode(slot), active: false, detail }]);
    return done('cleared');
  }

  return {
    async lock({ slot, why }, operator) {
      if (!isKnown(slot)) return refusals.unknownSlot;
      await append([{ kind: 'slot', slot, locked: true, why: words(why, 200), operator }]);
      return done('locked');
    },
    async unlock({ slot }, operator) {
      if (!isKnown(slot)) return refusals.unknownSlot;
      const why = `unlocked by ${operator}`;
      await append([{ kind: 'slot', slot, locked: false, why, operator }]);
      return done('unlocked');
    },
    async clearJam({ slot }, operator) {
      if (!isKnown(slot)) return refusals.unknownSlot;
      return inTurn(() => clearJam(slot, operator));
    },
    testVend: ({ slot }, operator) => inTurn((turn) => vend(turn, slot, operator)),
    async setTemperature({ mode, targetC }, operator) {
      const over = overColdChain({ ...parts.settings(), temperature: { mode, targetC } });
      if (over !== undefined) return no('wrong', 'over-cold-chain', over);
      return inTurn(async () => {
        await append([serviceLine(operator, 'set-temperature', `${mode} ${targetC} °C`)]);
        const result = await commandMenu(parts, temperatureMenu({ mode, targetC }));
        if (!result.ok) return no('failed', 'board', result.detail);
        parts.onTemperature?.(mode, targetC);
        return done('set');
      });
    },
    lastTestVend: () => testVend,
    moves: (slot) => moving === slot,
    forgetTestVend: () => show(null),
  };
}
