import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCertified } from './judge.ts';
import { type OpenPermits, permittedSales } from './permits.ts';
import type { PublishedLists } from './published-lists.ts';

const folder = join(import.meta.dirname, '../../../protocol/fixtures/messages');
const lineOf = (kind: string): Record<string, unknown> => {
  const golden = JSON.parse(readFileSync(join(folder, `journal-line-${kind}.json`), 'utf8'));
  return JSON.parse(golden.valid[0].text);
};
const bytes = (line: object) => Buffer.from(JSON.stringify(line));
const vend = lineOf('test-vend');
const outcome = { ...lineOf('test-outcome'), vend: vend['vend'], entry: vend['entry'], lot: vend['lot'] };

const lists = (isListed: boolean, isWithdrawn = false) =>
  ({
    entry: async () =>
      isListed
        ? { id: vend['entry'], priceBand: { minFen: 1, maxFen: 2 }, supplier: { creditCode: 'x' } }
        : undefined,
    withdrawn: async () => ({
      suppliers: new Set(),
      entries: new Map(isWithdrawn ? [[vend['entry'], null]] : []),
    }),
  }) as unknown as PublishedLists;

describe('goods that left in a test vend', () => {
  it('[HTTP-8] are judged by their permit like a sale, without a price', async () => {
    const open: OpenPermits = {};
    const [left] = permittedSales(open, [bytes(vend), bytes({ ...outcome, outcome: 'delivered' })]);
    expect(open).toEqual({});
    expect(await isCertified(left!, lists(true))).toBe(true);
    expect(await isCertified(left!, lists(false))).toBe(false);
    expect(await isCertified(left!, lists(true, true))).toBe(false);
  });

  it('[HTTP-8] are uncertified without an announced permit, and nothing when nothing left', async () => {
    const [left] = permittedSales({}, [bytes({ ...outcome, outcome: 'delivered' })]);
    expect(await isCertified(left!, lists(true))).toBe(false);
    expect(permittedSales({}, [bytes(vend), bytes({ ...outcome, outcome: 'not-delivered' })])).toEqual([]);
  });
});
