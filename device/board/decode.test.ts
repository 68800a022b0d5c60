import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Direction, decodeText } from './decode.ts';

interface Vector {
  id: string;
  direction: 'board' | 'agent' | 'both';
  hex: string;
  meaning: string;
  expected: object;
}
interface Stream {
  id: string;
  direction: Direction;
  chunks: string[];
  frames: string[];
  discarded: string[];
  reason: string | null;
}
// Bytes and meanings come from hardware-protocols.md 1.14; the objects were written from the meanings.
const golden = JSON.parse(readFileSync(new URL('./fixtures/vectors.json', import.meta.url), 'utf8')) as {
  vectors: Vector[];
  streams: Stream[];
};

function lines(text: string, direction: Direction): Record<string, unknown>[] {
  const result = decodeText(text, direction);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.lines as Record<string, unknown>[];
}

describe('golden vectors', () => {
  it('are all there', () => {
    expect(golden.vectors.map((v) => v.id)).toEqual(
      Array.from({ length: 80 }, (_, i) => `V${String(i + 1).padStart(2, '0')}`),
    );
    expect(golden.streams.map((s) => s.id)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9']);
  });

  it.each(golden.vectors)('[BOARD-6] $id: $meaning', ({ direction, hex, expected }) => {
    if (direction !== 'agent') expect(lines(hex, 'board')).toEqual([expected]);
    if (direction !== 'board') expect(lines(hex, 'agent')).toEqual([expected]);
  });

  it.each(golden.streams)('[BOARD-2] $id', ({ direction, chunks, frames, discarded, reason }) => {
    const decoded = lines(chunks.join('\n'), direction);
    expect(decoded.filter((line) => 'name' in line).map((line) => line['name'])).toEqual(frames);
    const thrown = decoded.filter((line) => 'discarded' in line);
    expect(thrown.map((line) => line['discarded'])).toEqual(discarded);
    for (const line of thrown) expect(line['reason']).toContain(reason);
  });

  it('decodes all vectors of one direction as one stream', () => {
    const fromBoard = golden.vectors.filter((v) => v.direction !== 'agent');
    expect(lines(fromBoard.map((v) => v.hex).join(''), 'board')).toEqual(fromBoard.map((v) => v.expected));
  });
});

describe('board:decode', () => {
  it('gives the line the documentation shows', () => {
    expect(lines('FA FB 04 04 A4 02 00 3C 9B', 'board')).toEqual([
      { cmd: 4, name: 'dispense-status', pack: 164, selection: 60, status: 2, statusName: 'dispensed' },
    ]);
  });

  it('shows an unknown command with a valid checksum as a frame', () => {
    expect(lines('FAFB9903010A0B9B', 'board')).toEqual([
      { cmd: 153, name: 'unknown', pack: 1, data: '0A 0B' },
    ]);
  });

  it('takes any line breaks, even inside a byte', () => {
    expect(lines('F\nA f\r\nb 41\t00\n\n40', 'board')).toEqual([{ cmd: 0x41, name: 'poll' }]);
  });

  it('merges neighbouring discarded bytes of one reason', () => {
    expect(lines('00 FA 01', 'board')).toEqual([{ discarded: '00 FA 01', reason: 'not a frame start' }]);
  });

  it('throws away a frame whose length does not fit its command', () => {
    // A 0x04 with two bytes and a right checksum.
    expect(lines('FA FB 04 02 01 02 04', 'board')).toEqual([
      { discarded: 'FA FB 04 02 01 02 04', reason: 'length 2 does not fit command 04' },
    ]);
  });

  it('throws away a list that promises more than the frame holds', () => {
    const [line] = lines('FA FB 66 03 01 05 00 60', 'board');
    expect(line).toEqual({
      discarded: 'FA FB 66 03 01 05 00 60',
      reason: 'length 3 does not fit command 66',
    });
  });

  it('keeps bytes behind the known fields', () => {
    expect(lines('FA FB 01 04 01 00 0D 00 08', 'agent')).toEqual([
      { cmd: 1, name: 'check-selection', pack: 1, selection: 13, extra: '00' },
    ]);
  });

  it('reads the heating time from the selection field', () => {
    expect(lines('FA FB 04 04 01 23 00 5A 79', 'board')).toEqual([
      {
        cmd: 4,
        name: 'dispense-status',
        pack: 1,
        selection: 90,
        status: 0x23,
        statusName: 'heating-time-left',
        secondsLeft: 90,
      },
    ]);
  });

  it('names line and column of what is no hex digit', () => {
    const result = decodeText('FA FB\nFA GB', 'board');
    expect(result).toEqual({
      ok: false,
      error: { line: 2, column: 4, message: '"G" is not a hex digit (0-9, A-F)' },
    });
  });

  it('says where a half byte stands', () => {
    expect(decodeText('FA F\n', 'board')).toMatchObject({ ok: false, error: { line: 1, column: 4 } });
  });

  it('gives nothing for nothing', () => {
    expect(lines(' \n', 'board')).toEqual([]);
  });
});
