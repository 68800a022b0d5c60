import { lineBytesMax, lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { wordsOf } from './journal-error.ts';
import { decodeLine, encodeLine, orderOf } from './line-codec.ts';

const stamp = { seq: 7, atMs: 1_790_000_000_000, upMs: 42 };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it('[JRN-2] writes number and times first, in one fixed form', () => {
  const { bytes, line } = encodeLine({ kind: 'door', open: true }, stamp);
  expect(text(bytes)).toBe('{"seq":7,"at":1790000000000,"up":42,"kind":"door","open":true}');
  expect(decodeLine(bytes)).toEqual({ ok: true, value: line });
});

it('[JRN-4] the body cannot choose number or times, and optional fields without value are left out', () => {
  const body = { kind: 'ticket' as const, code: 'c', detail: 'd', slot: undefined, seq: 99, at: 1 };
  const { bytes } = encodeLine(body as never, stamp);
  expect(text(bytes)).toBe('{"seq":7,"at":1790000000000,"up":42,"kind":"ticket","code":"c","detail":"d"}');
});

it('[JRN-4] a broken clock does not stop a line from being written', () => {
  const { line } = encodeLine({ kind: 'door', open: true }, { seq: 1, atMs: -5.5, upMs: Number.NaN });
  expect(line).toMatchObject({ at: 0, up: 0 });
});

it('[JRN-4] the largest order the schemas allow stays under the limit of a line', () => {
  // Characters that take six bytes each in JSON.
  const ids = { entry: 'E'.repeat(40), lot: '\u0001'.repeat(40) };
  const version = 2_147_483_647;
  const permit = {
    ...ids,
    certificate: ids.entry,
    catalogVersion: version,
    withdrawalsVersion: version,
    channelsVersion: version,
    freshness: 'amber' as const,
    priceBand: { minFen: 100_000_000, maxFen: 100_000_000 },
    lists: 'f'.repeat(64),
  };
  const items = [1, 2, 3, 4, 5].map((item) => ({ item, slot: 1000, ...ids, priceFen: 100_000_000, permit }));
  const order = { kind: 'order', order: `o${'f'.repeat(24)}`, items, totalFen: 1, method: 'wechat' } as const;
  const { bytes } = encodeLine(order, { seq: 1e12, atMs: 8e12, upMs: Number.MAX_SAFE_INTEGER });
  expect(bytes.length).toBeGreaterThan(4000);
  expect(bytes.length).toBeLessThan(lineBytesMax);
});

it('[JRN-4] refuses a line over the limit with its own code', () => {
  const encode = vi.spyOn(lineMessage('door'), 'encode').mockImplementation(() => {
    throw new RangeError('journal line door: 8193 bytes, at most 8192');
  });
  onTestFinished(() => encode.mockRestore());
  expect(() => encodeLine({ kind: 'door', open: true }, stamp)).toThrow(
    expect.objectContaining({ code: 'too-large', message: expect.stringContaining('8193 bytes') }),
  );
});

it('[JRN-4] refuses unknown kinds, also those every object has', () => {
  for (const kind of ['gossip', 'constructor', 'toString', undefined]) {
    expect(() => encodeLine({ kind } as never, stamp)).toThrow(expect.objectContaining({ code: 'invalid' }));
  }
});

it('reading never throws', () => {
  for (const bad of ['', 'null', '[]', '7', '{"kind":"gossip"}', '{"kind":"door"}', '\u{feff}{}']) {
    expect(decodeLine(new TextEncoder().encode(bad)).ok, bad).toBe(false);
  }
  expect(decodeLine(Uint8Array.of(0xff, 0xfe)).ok).toBe(false);
});

it('knows the order of a line', () => {
  expect(orderOf({ order: 'o1' })).toBe('o1');
  expect(orderOf({ order: 5 })).toBeNull();
  expect(orderOf({})).toBeNull();
});

it('makes any reason fit a line', () => {
  expect(wordsOf(new Error('two\nlines\u0000'))).toBe('two lines');
  expect(wordsOf('')).toBe('no reason given');
  expect(wordsOf('字'.repeat(500))).toHaveLength(300);
  expect(wordsOf(`${'x'.repeat(299)}😀`).isWellFormed()).toBe(true);
});
