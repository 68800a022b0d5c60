// Each act that needs a session, handed to the part that does it.
import type { DeskAct, DeskAnswer } from '../screens/desk-acts.ts';
import { no } from './answers.ts';
import type { ExportActs } from './export-act.ts';
import type { MachineActs } from './machine-acts.ts';
import { serviceLine } from './machine-acts.ts';
import type { DeskParts } from './ports.ts';
import type { ServiceTime } from './service-time.ts';

/** Acts about the session itself are the desk's own. */
export type WorkAct = Exclude<
  DeskAct,
  { act: 'sign-in-pin' | 'sign-in-badge' | 'ask-approval' | 'cancel-approval' | 'sign-out' | 'stay' }
>;

export interface ActParts {
  parts: DeskParts;
  machine: MachineActs;
  service: ServiceTime;
  exports: ExportActs;
}

const without = (what: string): DeskAnswer =>
  no('unknown', 'not-on-this-counter', `This counter has no ${what}.`);

/** Does one act in the name of `operator`. Rejects when something could not be written. */
export async function perform(
  { parts, machine, service, exports }: ActParts,
  act: WorkAct,
  operator: string,
): Promise<DeskAnswer> {
  const { restock, cash, doors, enrol } = parts;
  switch (act.act) {
    case 'restock-open':
      return restock.open(operator);
    case 'restock-scan':
      return restock.scan(act, operator);
    case 'restock-put':
      return restock.put(act, operator);
    case 'restock-close':
      return restock.close(act, operator);
    case 'stock':
      return restock.stock(act, operator);
    case 'price':
      return restock.price(act, operator);
    case 'lock-slot':
      return machine.lock(act, operator);
    case 'unlock-slot':
      return machine.unlock(act, operator);
    case 'clear-jam':
      return machine.clearJam(act, operator);
    case 'test-vend':
      // Goods behind a door are taken by hand: a motor command would only end as unknown and lock the slot.
      return doors ? without('motor') : machine.testVend(act, operator);
    case 'set-temperature':
      return machine.setTemperature(act, operator);
    case 'cash-count': {
      const { box, countedFen, leftFen } = act;
      return cash.count({ box, countedFen, leftFen }, operator);
    }
    case 'hand-over':
      return cash.handOver(act.order, act.amountFen, operator);
    case 'open-door':
      return doors ? doors.openFor(act.cabinet, act.door, operator) : without('cabinet door');
    case 'serve':
      return service.set(act.on, operator);
    case 'export-journal':
      return exports.export(act.target, operator);
    case 'enrol': {
      if (!enrol) return without('enrolment');
      await parts.append([serviceLine(operator, 'enrol', 'with a one-time code')]);
      return enrol.enrol(act.code, operator);
    }
  }
}
