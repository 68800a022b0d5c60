import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkBytes, chunkCount, chunkOf, chunkPath, chunkPaths } from './lists.ts';

describe('catalog chunks', () => {
  it('[LIST-3] sixty-four chunks, an entry in the one its id names', () => {
    expect(chunkPaths).toHaveLength(chunkCount);
    expect(chunkPath(5)).toBe('catalog/05.ndjson');
    const first = createHash('sha256').update('NMFP-2020-000123').digest('hex').slice(0, 2);
    expect(chunkOf('NMFP-2020-000123')).toBe(Number.parseInt(first, 16) % 64);
  });

  it('[LIST-3] the same entries give the same bytes, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[A-Z0-9]{1,8}$/)), (ids) => {
        const lines = (order: string[]) => new Map(order.map((id) => [id, `{"id":"${id}"}`] as const));
        expect(chunkBytes(lines([...ids].reverse()))).toEqual(chunkBytes(lines(ids)));
      }),
    );
  });

  it('[LIST-3] one line an entry, each ended by a newline', () => {
    const bytes = chunkBytes(
      new Map([
        ['B', '{"id":"B"}'],
        ['A', '{"id":"A"}'],
      ]),
    );
    expect(new TextDecoder().decode(bytes)).toBe('{"id":"A"}\n{"id":"B"}\n');
    expect(chunkBytes(new Map())).toHaveLength(0);
  });
});
