import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoardCommand, encodeCommand, sentCommands } from './commands.ts';
import { toHex } from './hex.ts';
import { decodeAgentMessage } from './messages.ts';

const golden = JSON.parse(readFileSync(new URL('./fixtures/vectors.json', import.meta.url), 'utf8')) as {
  vectors: { id: string; hex: string }[];
};
const hexOf = (id: string) => golden.vectors.find((v) => v.id === id)!.hex;

const sends: [string, number, BoardCommand][] = [
  ['V03', 1, { name: 'sync' }],
  ['V05', 1, { name: 'drive-selection', selection: 13, dropSensor: true, elevator: true }],
  ['V07', 0xa6, { name: 'drive-selection', selection: 60, dropSensor: true, elevator: false }],
  ['V10', 1, { name: 'select-to-buy', selection: 13 }],
  ['V11', 1, { name: 'check-selection', selection: 13 }],
  ['V13', 1, { name: 'request-status' }],
  ['V14', 3, { name: 'set-poll-interval', intervalMs: 200 }],
  ['V16', 7, { name: 'cancel-selection' }],
  ['V17', 9, { name: 'set-price', selection: 13, price: 1500 }],
  ['V19', 11, { name: 'set-price', selection: 0, price: 99999 }],
  ['V20', 12, { name: 'set-inventory', selection: 13, inventory: 8 }],
  ['V21', 13, { name: 'set-capacity', selection: 13, capacity: 12 }],
  ['V22', 14, { name: 'set-product-id', selection: 13, productId: 4660 }],
  ['V23', 15, { name: 'pay-out-change' }],
  ['V24', 16, { name: 'report-money', mode: 5, amount: 350 }],
  ['V25', 1, { name: 'accept-money', acceptor: 0, channels: 0xffff }],
  ['V26', 2, { name: 'accept-money', acceptor: 1, channels: 0 }],
  ['V65', 1, { name: 'menu-command', menuType: 0x32, operation: 1, parameters: [] }],
  ['V67', 0x14, { name: 'menu-command', menuType: 0x28, operation: 1, parameters: [0, 2, 5] }],
];

describe('encodeCommand', () => {
  it.each(sends)('[BOARD-6] sends %s', (id, pack, command) => {
    expect(toHex(encodeCommand(command, pack))).toBe(hexOf(id));
  });

  it('sends the door commands', () => {
    expect(toHex(encodeCommand({ name: 'get-door-state' }, 1))).toBe('FA FB 80 02 01 63 E1');
    expect(toHex(encodeCommand({ name: 'get-item-weights', cabinet: 1, doorSide: 'right' }, 2))).toBe(
      'FA FB 82 03 02 01 01 82',
    );
    expect(
      toHex(encodeCommand({ name: 'open-door', cabinet: 0, doorSide: 'left', relockAfterSeconds: 30 }, 3)),
    ).toBe('FA FB 84 04 03 00 00 1E 9C');
  });

  it('reads back what it writes', () => {
    const u16 = fc.integer({ min: 0, max: 0xffff });
    const u8 = fc.integer({ min: 0, max: 255 });
    const anyCommand: fc.Arbitrary<BoardCommand> = fc.oneof(
      fc.record({ name: fc.constant('check-selection' as const), selection: u16 }),
      fc.record({
        name: fc.constant('drive-selection' as const),
        selection: u16,
        dropSensor: fc.boolean(),
        elevator: fc.boolean(),
      }),
      fc.record({
        name: fc.constant('set-price' as const),
        selection: u16,
        price: fc.integer({ min: 0, max: 0xffff_ffff }),
      }),
      fc.record({ name: fc.constant('set-inventory' as const), selection: u16, inventory: u8 }),
      fc.record({ name: fc.constant('accept-money' as const), acceptor: u8, channels: u16 }),
    );
    fc.assert(
      fc.property(anyCommand, fc.integer({ min: 1, max: 255 }), (command, pack) => {
        const frame = encodeCommand(command, pack);
        const read = decodeAgentMessage({ cmd: frame[2]!, payload: frame.slice(4, -1) });
        expect(read).toMatchObject({ ...command, pack });
      }),
    );
  });

  it('refuses values that do not fit, with the name of the value', () => {
    expect(() => encodeCommand({ name: 'set-inventory', selection: 1, inventory: 256 }, 1)).toThrow(
      /inventory/,
    );
    expect(() => encodeCommand({ name: 'set-price', selection: 1, price: 0.5 }, 1)).toThrow(/price/);
    expect(() => encodeCommand({ name: 'set-poll-interval', intervalMs: 2100 }, 1)).toThrow(/POLL interval/);
    expect(() => encodeCommand({ name: 'set-poll-interval', intervalMs: 250 }, 1)).toThrow(/POLL interval/);
  });

  it('[BOARD-12] never sends pack number 0', () => {
    expect(() => encodeCommand({ name: 'sync' }, 0)).toThrow(/pack/);
    expect(() => encodeCommand({ name: 'sync' }, 256)).toThrow(/pack/);
  });

  it('has one name for each command', () => {
    const names = Object.values(sentCommands).map((spec) => spec.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
