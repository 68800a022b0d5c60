import { describe, expect, it } from 'vitest';
import { encodeLine } from '../journal/line-codec.ts';
import { boardMemoryOf, linesForBoard } from './board-lines.ts';

type Event = Parameters<typeof linesForBoard>[1];

const report = (selection: number, status: number): Event =>
  ({ type: 'selection-report', selection, status }) as Event;
const lineFault = (command: string): Event => ({ type: 'line-fault', command, detail: 'no ACK' });
const dispensed = (selection: number): Event =>
  ({
    type: 'unasked-dispense-status',
    selection,
    status: 2,
    statusName: 'dispensed',
    statusClass: 'success',
  }) as Event;

/** All lines of some events, each proven to be one the journal takes. */
function linesOf(events: Event[], memory = boardMemoryOf(new Map())) {
  const lines = events.flatMap((event) => {
    const step = linesForBoard(memory, event);
    memory = step.memory;
    return step.lines;
  });
  for (const line of lines) encodeLine(line, { seq: 1, atMs: 0, upMs: 0 });
  return lines;
}

describe('board lines', () => {
  it('[SALE-22] a fault is written when it comes, changes and goes, not when it is repeated', () => {
    const lines = linesOf([report(3, 0), report(3, 5), report(3, 5), report(3, 6), report(3, 0)]);
    expect(lines).toMatchObject([
      { code: 'slot-3', active: true },
      { code: 'slot-3', active: true },
      { code: 'slot-3', active: false },
    ]);
  });

  it('[SALE-22] a fault from before a restart is lifted when the board says so', () => {
    const memory = boardMemoryOf(
      new Map([
        [3, { slot: 3, faulty: 'jam' }],
        [4, { slot: 4 }],
      ]),
    );
    expect(linesOf([report(3, 0), report(4, 0)], memory)).toMatchObject([{ code: 'slot-3', active: false }]);
  });

  it('a board that hears nothing is one ticket, and another when it was heard between', () => {
    const complete: Event = { type: 'selections-complete', count: 60 };
    expect(linesOf([lineFault('sync'), lineFault('sync'), lineFault('drive-selection')])).toHaveLength(2);
    expect(linesOf([lineFault('sync'), complete, lineFault('sync')])).toHaveLength(2);
  });

  it('a number that no slot has costs neither ticket nor journal', () => {
    expect(linesOf([dispensed(7)])).toMatchObject([{ code: 'unasked-dispense', slot: 7 }]);
    expect(linesOf([dispensed(0), report(0, 4), report(4000, 4)])).toMatchObject([
      { code: 'unasked-dispense' },
    ]);
  });

  it('the door is written once a change, money outside an order always', () => {
    const door = (isOpen: boolean): Event => ({ type: 'door', isOpen, raw: 0 });
    expect(linesOf([door(true), door(true), door(false)])).toMatchObject([{ open: true }, { open: false }]);
    const money: Event = { type: 'money-received', mode: 2, modeName: 'coin', amount: 100 };
    expect(linesOf([money, money])).toMatchObject([
      { code: 'money-outside-order' },
      { code: 'money-outside-order' },
    ]);
    expect(linesOf([{ type: 'online' }, { type: 'credit', credit: 5 }])).toEqual([]);
  });
});
