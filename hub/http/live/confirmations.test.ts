import { describe, expect, it } from 'vitest';
import type { Confirmation } from '../../ledger/ledger-types.ts';
import type { Sanction } from '../../sanctions/sanction-lists.ts';
import { createConfirmations } from './confirmations.ts';

const at = 1_800_000_000_000;

const confirmation = (counter: string, withdrawals: number, channels = 1): Confirmation => ({
  counter,
  versions: { root: 1, catalog: 1, withdrawals, channels, snapshot: 1 },
  hash: '',
  effectiveAtMs: at - 5000,
  signedAtMs: at,
  expiresAtMs: at + 1000,
});

const sanction = (change: Partial<Sanction> = {}): Sanction => ({
  id: 's1',
  kind: 'product',
  target: 'E1',
  targetName: 'E1',
  lots: [],
  reason: 'r',
  by: 'b',
  at,
  listVersion: 5,
  releasedAt: null,
  releasedBy: null,
  releaseVersion: null,
  ...change,
});

describe('reach of a sanction', () => {
  it('[HTTP-7] counts who confirmed, times the last by the hub’s clock, names the rest', () => {
    const book = createConfirmations([confirmation('a', 4), confirmation('b', 4)]);
    const all = ['a', 'b', 'never-heard'];
    expect(book.progress(sanction(), all)).toMatchObject({ confirmed: 0, total: 3, slowestMs: null });
    book.note([confirmation('a', 5)], at + 300);
    book.note([confirmation('b', 6)], at + 900);
    const { pending, ...rest } = book.progress(sanction(), all);
    expect(rest).toEqual({ confirmed: 2, total: 3, slowestMs: 900 });
    expect(pending).toEqual([{ counter: 'never-heard', canSellUntil: 0 }]);
    expect(book.progress(sanction({ listVersion: 6 }), all)).toMatchObject({ confirmed: 1, slowestMs: 900 });
  });

  it('[HTTP-7] a repeated confirmation does not make it slower', () => {
    const book = createConfirmations([]);
    book.note([confirmation('a', 5)], at + 100);
    book.note([confirmation('a', 5)], at + 9000);
    expect(book.progress(sanction(), ['a']).slowestMs).toBe(100);
  });

  it('[HTTP-7] a suspension is judged by its counter alone, a release by its own version', () => {
    const book = createConfirmations([]);
    book.note([confirmation('a', 5, 2), confirmation('b', 5, 1)], at + 50);
    const channel = sanction({ kind: 'channel', target: 'a', listVersion: 2 });
    expect(book.progress(channel, ['a', 'b'])).toMatchObject({ confirmed: 1, total: 1, slowestMs: 50 });
    const released = sanction({ releasedAt: at + 1000, releaseVersion: 6 });
    expect(book.progress(released, ['a', 'b'])).toMatchObject({ confirmed: 0, total: 2, slowestMs: null });
    book.note([confirmation('b', 6)], at + 1200);
    expect(book.progress(released, ['a', 'b'])).toMatchObject({ confirmed: 1, slowestMs: 200 });
  });

  it('[HTTP-7] names twenty at most', () => {
    const book = createConfirmations([]);
    const many = Array.from({ length: 50 }, (_, i) => `c-${i}`);
    expect(book.progress(sanction(), many).pending).toHaveLength(20);
  });
});
