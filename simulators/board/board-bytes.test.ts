import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, encodeFrame, type Found, hexOf, readU32, takeFrames, u32 } from './board-bytes.ts';
import { frameWords } from './frame-names.ts';
import { golden, goldenFrames } from './golden-frames.ts';

const told = (found: Found[]): string[] =>
  found.map((item) =>
    'frame' in item ? hexOf(item.frame.bytes) : `${item.junk.why} ${hexOf(item.junk.bytes)}`,
  );
const POLL = golden('V01');
const ACK = golden('V02');

describe('[SIM-1] the simulator frames bytes as the manual says', () => {
  it('knows all eighty vectors', () => expect(goldenFrames).toHaveLength(80));

  it.each(goldenFrames)('$name both ways', ({ hex }) => {
    const { found, rest } = takeFrames(bytesOf(hex));
    expect(told(found)).toEqual([hex]);
    expect(rest).toHaveLength(0);
    const frame = (found[0] as Extract<Found, { frame: unknown }>).frame;
    expect(hexOf(encodeFrame(frame.cmd, [...frame.payload]))).toBe(hex);
  });

  it.each([
    ['S1', 'FA FB 53 01 02 52', ['wrong-xor FA FB 53 01 02 52']],
    ['S2', 'FA FB 16 02 03 05 10', ['wrong-xor FA FB 16 02 03 05 10']],
    ['S3', 'FA FA FB 41 00 40', ['garbage FA', POLL]],
    ['S4', '00 FF FA FB 41 00 40 FA FB 42 00 43', ['garbage 00 FF', POLL, ACK]],
    ['S7', `FA FB 23 05 2E 00 98 96 80 88 ${POLL}`, ['wrong-xor FA FB 23 05 2E 00 98 96 80 88', POLL]],
  ])('%s', (_, hex, expected) => expect(told(takeFrames(bytesOf(hex)).found)).toEqual(expected));

  it.each([
    ['S5', 'FA FB 41 00', '40'],
    ['S6', 'FA', 'FB 41 00 40'],
  ])('%s: keeps half a frame for the next chunk', (_, head, tail) => {
    const first = takeFrames(bytesOf(head));
    expect(first.found).toEqual([]);
    const next = takeFrames(Uint8Array.from([...first.rest, ...bytesOf(tail)]));
    expect(told(next.found)).toEqual([POLL]);
  });

  it('S8: finds the POLL behind a damaged LEN once nothing more comes', () => {
    const first = takeFrames(bytesOf(`FA FB 04 FF 01 ${POLL}`));
    expect(first.found).toEqual([]);
    const flushed = takeFrames(first.rest, true);
    expect(told(flushed.found)).toEqual(['cut-frame FA FB 04 FF 01', POLL]);
    expect(flushed.rest).toHaveLength(0);
  });

  it('gives back every byte, whatever comes and however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        let rest = new Uint8Array(0);
        const all: number[] = [];
        const keep = (found: Found[]): void => {
          for (const item of found) all.push(...('frame' in item ? item.frame.bytes : item.junk.bytes));
        };
        for (const chunk of chunks) {
          const taken = takeFrames(Uint8Array.from([...rest, ...chunk]));
          keep(taken.found);
          rest = Uint8Array.from(taken.rest);
        }
        keep(takeFrames(rest, true).found);
        expect(all).toEqual(chunks.flatMap((chunk) => [...chunk]));
      }),
    );
  });

  it('writes and reads whole unsigned numbers', () => {
    const numbers = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(fc.property(numbers, (n) => readU32(Uint8Array.from(u32(n)), 0) === n));
  });

  it('says what is wrong with hexadecimal text', () => {
    expect(() => bytesOf('FA F')).toThrow('pairs of digits');
    expect(() =>
      encodeFrame(
        1,
        Array.from({ length: 256 }, () => 0),
      ),
    ).toThrow('at most 255');
  });
});

describe('[SIM-2] the log says in words what a frame means', () => {
  const words = (name: string) => {
    const [item] = takeFrames(bytesOf(golden(name))).found;
    return item && 'frame' in item ? frameWords(item.frame) : '';
  };
  it.each([
    ['V01', 'POLL'],
    ['V05', 'drive selection 13, drop sensor 1, elevator 1, pack 1'],
    ['V34', 'dispense status 0x03 of selection 60, pack 158'],
    ['V41', 'slot report 1: price 9900, inventory 4, capacity 4, status 3, pack 65'],
    ['V43', 'money in, mode 1, amount 100000, pack 213'],
    ['V56', 'unknown command 0x24, pack 101'],
  ])('%s', (name, expected) => expect(words(name)).toBe(expected));
});
