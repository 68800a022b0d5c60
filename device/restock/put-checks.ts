// pure
// What stands against a put apart from the gate, in words that say what to do (RST-6 to RST-8).
import type { DeskActOf, DeskAnswer } from '../screens/desk-acts.ts';
import type { ScanView } from '../screens/operator-views.ts';
import { type Around, no, type OpenSession } from './restock-state.ts';

type Put = DeskActOf<'restock-put'>;
type Check = (put: Put, around: Around, session: OpenSession) => DeskAnswer | undefined;

const exists: Check = ({ slot }, { slots, slotNumbers }) =>
  slotNumbers.length === 0 || slotNumbers.includes(slot) || slots.some((one) => one.slot === slot)
    ? undefined
    : no('unknown', 'slot', `This machine has no slot ${slot}. Choose another.`);

const shape: Check = (put) => {
  const { count, added, capacity, madeOn, bestBefore } = put;
  if (count > capacity)
    return no('wrong', 'over-capacity', `The slot holds ${capacity}, not ${count}. Correct one of the two.`);
  if (added > count)
    return no('wrong', 'count-differs', `${added} were put in, but only ${count} stand there. Count again.`);
  if (bestBefore < madeOn)
    return no(
      'wrong',
      'dates-reversed',
      `Best before ${bestBefore} lies before the making on ${madeOn}. Read both again.`,
    );
  return undefined;
};

/** RST-6: one entry of one lot, with one set of dates. */
const occupied: Check = (put, around) => {
  const slot = around.slots.find((one) => one.slot === put.slot);
  if (!slot || slot.count === 0) return undefined;
  if (slot.entry !== put.entry || slot.lot !== put.lot) {
    const stands = `Slot ${put.slot} still holds ${slot.count} of ${slot.entry}, lot ${slot.lot}.`;
    return no(
      'not-now',
      'other-goods',
      `${stands} Take them out, enter 0 found with the reason, then put this in.`,
    );
  }
  if (slot.madeOn === put.madeOn && slot.bestBefore === put.bestBefore) return undefined;
  const dates = `made ${slot.madeOn}, best before ${slot.bestBefore}`;
  return no(
    'not-now',
    'other-dates',
    `Lot ${slot.lot} is in slot ${put.slot} with other dates: ${dates}. Compare the packages.`,
  );
};

/** RST-7: the book plus what was added; a difference is stated first, so that it has a reason. */
const counted: Check = (put, around) => {
  const before = around.slots.find((one) => one.slot === put.slot)?.count ?? 0;
  if (put.count === before + put.added) return undefined;
  const sum = `The book says ${before} before, ${put.added} added makes ${before + put.added}, not ${put.count}.`;
  return no('not-now', 'count-differs', `${sum} Enter what was found in the slot first, with the reason.`);
};

function contradiction(scan: ScanView, put: Put): string | undefined {
  if (scan.lot !== null && scan.lot !== put.lot) return `lot ${scan.lot}`;
  if (scan.madeOn !== null && scan.madeOn !== put.madeOn) return `made on ${scan.madeOn}`;
  if (scan.bestBefore !== null && scan.bestBefore !== put.bestBefore) return `best before ${scan.bestBefore}`;
  return undefined;
}

/** RST-8. */
const scanned: Check = (put, _around, { scan }) => {
  if (!scan?.candidates.some((one) => one.entry === put.entry)) return undefined;
  const says = contradiction(scan, put);
  return says === undefined
    ? undefined
    : no(
        'wrong',
        'scan-differs',
        `The package that was scanned says ${says}. Scan the package that goes in.`,
      );
};

const photographed: Check = (put, _around, { photos }) =>
  put.photo === undefined || photos.includes(put.photo)
    ? undefined
    : no('unknown', 'photo-unknown', 'This photograph was not kept. Take it again, or go on without.');

const checks: readonly Check[] = [exists, shape, scanned, occupied, counted, photographed];

/** The first thing against it, or undefined. */
export function putProblem(put: Put, around: Around, session: OpenSession): DeskAnswer | undefined {
  for (const check of checks) {
    const problem = check(put, around, session);
    if (problem) return problem;
  }
  return undefined;
}
