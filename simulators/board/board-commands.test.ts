import { describe, expect, it } from 'vitest';
import { type Bench, bodiesOf, commandHex, createBench, driveHex, syncHex } from './board-bench.ts';
import { golden } from './golden-frames.ts';
import * as words from './scenario-words.ts';

const SLOTS = [
  { selection: 1, inventory: 4, capacity: 4, priceFen: 9900 },
  { selection: 13, inventory: 7, capacity: 10, priceFen: 350 },
];
const ACK = golden('V02');
const bench = (config = {}) => createBench(SLOTS, { motorMs: 500, ...config });
const slot = (b: Bench, selection = 13) => b.state().slots[selection]!;
/** A bench whose counter has made its sync with pack 1. */
const synced = (config = {}): Bench => {
  const b = bench(config);
  b.talk(3000, [syncHex(1)]);
  b.sent.length = 0;
  return b;
};
/** Statuses of 0x04 with the selection, as sent. */
const statuses = (b: Bench) => bodiesOf(b.sent, 4);
const DISPENSING = '01 00 0D';
const DISPENSED = '02 00 0D';

describe('[SIM-4] the board obeys commands', () => {
  it.each([
    [13, 0, '01 00 0D'],
    [61, 0, '03 00 3D'],
    [13, 3, '04 00 0D'],
  ])('checks selection %i', (selection, status, expected) => {
    const b = synced();
    if (status) {
      b.apply(words.jam(13));
      b.talk(2000, [driveHex(13, 2)]);
    }
    b.talk(1000, [commandHex(0x01, status ? 3 : 2, 0, selection)]);
    expect(bodiesOf(b.sent, 2)).toEqual([expected]);
  });

  it('answers out of stock for an empty slot', () => {
    const b = synced();
    b.apply(words.emptySlot(13));
    b.talk(1000, [commandHex(0x01, 2, 0, 13)]);
    expect(bodiesOf(b.sent, 2)).toEqual(['02 00 0D']);
  });

  it('drives a slot: 01, the goods fall, 02, then the slot report', () => {
    const b = synced();
    b.talk(2000, [driveHex(13, 2)]);
    expect(statuses(b)).toEqual([DISPENSING, DISPENSED]);
    expect(bodiesOf(b.sent, 0x11)).toEqual(['00 0D 00 00 01 5E 07 0A 00 00 00']);
    expect(slot(b)).toMatchObject({ real: 6, dropped: 1, motorTurns: 1, inventory: 7 });
    expect(b.taken().filter((effect) => effect.type === 'drop')).toEqual([{ type: 'drop', slot: 13 }]);
    expect(b.violations).toEqual([]);
  });

  it('reports a motor that is not there', () => {
    const b = synced();
    b.talk(1000, [driveHex(60, 2)]);
    expect(statuses(b)).toEqual(['06 00 3C']);
  });

  it('sets and keeps price, inventory, capacity and product, for a slot, a tray and the machine', () => {
    const b = synced();
    const set = (cmd: number, pack: number, ...body: number[]) => commandHex(cmd, pack, ...body);
    b.talk(4000, [
      set(0x12, 2, 0, 13, 0, 0, 5, 220),
      set(0x13, 3, 0x03, 0xe9, 9),
      set(0x14, 4, 0, 0, 12),
      set(0x15, 5, 0, 13, 0x12, 0x34),
    ]);
    expect(slot(b)).toMatchObject({ priceFen: 1500, inventory: 9, capacity: 12, productId: 0x1234, real: 7 });
    expect(slot(b, 1)).toMatchObject({ priceFen: 9900, inventory: 4, capacity: 12, productId: 0 });
    expect(b.violations).toEqual([]);
  });

  it('answers the full status with temperature and door', () => {
    const b = synced({ machineId: 'XY00012345', noteChangeFen: 0, coinChangeFen: 0 });
    b.apply(words.temperature(-3));
    b.apply(words.doorOpen());
    b.talk(1000, [commandHex(0x51, 2)]);
    b.apply(words.temperature(null));
    b.talk(1000, [commandHex(0x51, 3)]);
    const zeros = '00 00 00 00 00 00 00 00';
    const id = '58 59 30 30 30 31 32 33 34 35';
    expect(bodiesOf(b.sent, 0x52)).toEqual([
      `00 00 00 00 FD 01 ${zeros} ${id} FD AA AA AA AA AA AA AA`,
      `00 00 00 00 00 01 ${zeros} ${id} AA AA AA AA AA AA AA AA`,
    ]);
  });

  it('takes money in, adds what the counter took, and pays change out', () => {
    const b = synced();
    b.apply(words.insertMoney(1000));
    b.talk(2000, [commandHex(0x27, 2, 5, 0, 0, 0, 150), commandHex(0x25, 3)]);
    expect(bodiesOf(b.sent, 0x21)).toEqual(['01 00 00 03 E8']);
    expect(bodiesOf(b.sent, 0x23)).toEqual(['00 00 03 E8', '00 00 04 7E', '00 00 00 00']);
    expect(bodiesOf(b.sent, 0x26)).toEqual(['00 00 03 E8 00 00 00 96']);
    expect(b.sent.findIndex((h) => h.startsWith('FA FB 21'))).toBeLessThan(
      b.sent.findIndex((h) => h.startsWith('FA FB 23')),
    );
  });

  it('gives notes back while they are refused', () => {
    const b = synced();
    b.talk(1000, [commandHex(0x28, 2, 0, 0, 0)]);
    b.apply(words.insertMoney(1000, 1));
    b.apply(words.insertMoney(100, 2));
    b.talk(1000);
    expect(bodiesOf(b.sent, 0x21)).toEqual(['02 00 00 00 64']);
  });

  it('sells by itself on 0x03 when the credit suffices, and ends the purchase when it does not', () => {
    const b = synced();
    b.talk(1500, [commandHex(0x03, 2, 0, 13)]);
    expect([...bodiesOf(b.sent, 2), ...statuses(b)]).toEqual(['01 00 0D', 'FF 00 0D']);
    b.sent.length = 0;
    b.apply(words.insertMoney(500));
    b.talk(3000, [commandHex(0x03, 3, 0, 13)]);
    expect([...bodiesOf(b.sent, 2), ...statuses(b)]).toEqual(['01 00 0D', DISPENSING, DISPENSED]);
    expect(slot(b)).toMatchObject({ inventory: 6, real: 6, dropped: 1 });
    expect(b.state().creditFen).toBe(150);
  });

  it('tells what happens at the machine: keypad, operator, full load, a sale nobody asked for', () => {
    const b = synced();
    b.apply(words.keypad(13));
    b.apply(words.keypad(0));
    b.apply(words.operatorSets(13, { priceFen: 1500, inventory: 8, capacity: 12, productId: 4660 }));
    b.apply(words.fullLoad());
    b.apply(words.keypadSale(1));
    b.talk(3000);
    expect(bodiesOf(b.sent, 5)).toEqual(['00 0D', '00 00']);
    const changes = [0x12, 0x13, 0x14, 0x15].map((cmd) => bodiesOf(b.sent, cmd)[0]);
    expect(changes).toEqual(['00 0D 00 00 05 DC', '00 0D 08', '00 0D 0C', '00 0D 12 34']);
    expect(bodiesOf(b.sent, 0x17)).toHaveLength(1);
    expect(statuses(b)).toEqual(['01 00 01', '02 00 01']);
  });

  it('answers a short status and acknowledges parts it does not have', () => {
    const b = synced();
    b.talk(1000, [commandHex(0x53, 2), commandHex(0x70, 3, 0x32, 0)]);
    expect(bodiesOf(b.sent, 0x54)).toEqual(['00']);
    expect(b.sent.filter((hex) => hex === ACK)).toHaveLength(2);
    expect(b.violations).toEqual([]);
  });
});
