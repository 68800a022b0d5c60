import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame } from './frame.ts';
import { toHex } from './hex.ts';
import { decodeBoardMessage } from './messages.ts';
import {
  emptyParser,
  expire,
  feed,
  finish,
  mergeDiscarded,
  type ParserItem,
  type ParserState,
} from './parser.ts';

type Item = ParserItem<unknown>;
const TIMEOUT_MS = 100;

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.split(' ').map((b) => Number.parseInt(b, 16)));
const anyFrame = (frame: Frame): object => frame;

function feedAll(
  chunks: Uint8Array[],
  decode: (frame: Frame) => unknown = decodeBoardMessage,
): { state: ParserState; items: Item[] } {
  let state = emptyParser();
  const items: Item[] = [];
  for (const chunk of chunks) {
    const step = feed(state, chunk, 0, TIMEOUT_MS, decode);
    state = step.state;
    items.push(...step.items);
  }
  return { state, items: mergeDiscarded(items) };
}

const sizeOf = (item: Item): number => (item.kind === 'frame' ? item.sizeBytes : item.bytes.length);
const total = (items: Item[]): number => items.reduce((sum, item) => sum + sizeOf(item), 0);

function split(whole: Uint8Array, cuts: number[]): Uint8Array[] {
  const at = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b);
  return [...at, whole.length].map((end, i) => whole.subarray(i === 0 ? 0 : at[i - 1]!, end));
}

const frameBytes = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 40 }))
  .filter(([cmd]) => cmd !== 0x41)
  .map(([cmd, payload]) => encodeFrame(cmd, payload));
/** Noise that likes to look like a frame start. */
const noise = fc.array(
  fc.oneof(fc.constantFrom(0xfa, 0xfb, 0x41, 0x04, 0x00), fc.integer({ min: 0, max: 255 })),
  {
    maxLength: 40,
  },
);
const stream = fc
  .array(
    fc.oneof(
      frameBytes,
      noise.map((n) => Uint8Array.from(n)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe('parser', () => {
  it('[BOARD-1] gives the same frames and discarded bytes for any chunking', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (whole, cuts) => {
        expect(feedAll(split(whole, cuts))).toEqual(feedAll([whole]));
      }),
    );
  });

  it('[BOARD-1] finds every frame of a clean stream', () => {
    fc.assert(
      fc.property(fc.array(frameBytes, { maxLength: 10 }), fc.array(fc.nat()), (frames, cuts) => {
        const whole = Uint8Array.from(frames.flatMap((frame) => [...frame]));
        const { items, state } = feedAll(split(whole, cuts), anyFrame);
        expect(state.held).toHaveLength(0);
        expect(
          items.map(
            (item) => item.kind === 'frame' && toHex(encodeFrame(item.frame.cmd, item.frame.payload)),
          ),
        ).toEqual(frames.map(toHex));
      }),
    );
  });

  it('[BOARD-2] accounts for every byte of any noise and never throws', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (whole, cuts) => {
        const { state, items } = feedAll(split(whole, cuts));
        expect(total(items) + state.held.length).toBe(whole.length);
        const end = finish(state, decodeBoardMessage);
        expect(total(items) + total(end.items)).toBe(whole.length);
        expect(end.state).toEqual(emptyParser());
      }),
    );
  });

  it('[BOARD-2] finds a frame behind any noise once the silence is over', () => {
    fc.assert(
      fc.property(noise, (before) => {
        // A claim inside the noise may reach over the POLL, but after the silence the POLL is a frame.
        const { state, items } = feedAll([Uint8Array.from([...before, ...encodeFrame(0x41)])], anyFrame);
        const late = expire(state, TIMEOUT_MS, TIMEOUT_MS, anyFrame);
        const frames = [...items, ...late.items].filter((item) => item.kind === 'frame');
        expect(frames.length).toBeGreaterThan(0);
      }),
    );
  });

  it('[BOARD-3] keeps a lone trailing FA for the next chunk', () => {
    const first = feedAll([bytes('00 FA')]);
    expect(toHex(first.state.held)).toBe('FA');
    expect(first.items).toEqual([{ kind: 'discarded', bytes: bytes('00'), reason: 'not a frame start' }]);
  });

  it('[BOARD-4] delivers a POLL hidden in a too long claim, only after the frame timeout', () => {
    const { state, items } = feedAll([bytes('FA FB 04 FF 01 FA FB 41 00 40')]);
    expect(items).toEqual([]);
    expect(expire(state, 99, TIMEOUT_MS, decodeBoardMessage).items).toEqual([]);
    const late = expire(state, 100, TIMEOUT_MS, decodeBoardMessage);
    expect(late.items).toMatchObject([
      { kind: 'discarded', reason: 'incomplete frame: nothing more came for 100 ms' },
      { kind: 'frame', message: { name: 'poll' } },
    ]);
    expect(late.state).toEqual(emptyParser());
  });

  it('[BOARD-4] does not join bytes over a silence', () => {
    const first = feed(emptyParser(), bytes('FA FB 41'), 0, TIMEOUT_MS, decodeBoardMessage);
    const second = feed(first.state, bytes('FA FB 41 00 40'), 150, TIMEOUT_MS, decodeBoardMessage);
    expect(second.items.map((item) => (item.kind === 'frame' ? 'frame' : toHex(item.bytes)))).toEqual([
      'FA FB 41',
      'frame',
    ]);
  });

  it('[BOARD-2] advances one byte after a wrong checksum: the frame inside the claim is found', () => {
    const { items } = feedAll([bytes('FA FB 04 06 01 FA FB 41 00 40 99')]);
    expect(items.map((item) => (item.kind === 'frame' ? 'poll' : toHex(item.bytes)))).toEqual([
      'FA FB 04 06 01',
      'poll',
      '99',
    ]);
  });

  it('[BOARD-5] does not wait for the payload of a POLL with a damaged length', () => {
    const { items } = feedAll([bytes('FA FB 41 FF FA FB 41 00 40')]);
    expect(items).toMatchObject([
      { kind: 'discarded', bytes: bytes('FA FB 41 FF'), reason: 'length 255 does not fit command 41' },
      { kind: 'frame' },
    ]);
  });
});
