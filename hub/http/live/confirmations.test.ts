import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Confirmation } from '../../ledger/ledger-types.ts';
import { effectivenessOf } from '../../sanctions/effectiveness.ts';
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
  level: 'region',
  place: '',
  legalBasis: '',
  byId: '',
  entries: [],
  releaseReason: '',
  pushedAt: null,
  ...change,
});

describe('reach of a sanction', () => {
  it('[HTTP-7] counts who confirmed, times the last by the hub’s clock, names the rest', () => {
    const book = createConfirmations([confirmation('a', 4), confirmation('b', 4)]);
    const all = ['a', 'b', 'never-heard'];
    expect(book.reach(all)(sanction())).toMatchObject({ confirmed: 0, total: 3, slowestMs: null });
    book.note([confirmation('a', 5)], at + 300);
    book.note([confirmation('b', 6)], at + 900);
    const { pending, ...rest } = book.reach(all)(sanction());
    expect(rest).toEqual({ confirmed: 2, total: 3, slowestMs: 900 });
    expect(pending).toEqual([{ counter: 'never-heard', canSellUntil: 0 }]);
    expect(book.reach(all)(sanction({ listVersion: 6 }))).toMatchObject({ confirmed: 1, slowestMs: 900 });
  });

  it('[HTTP-7] a repeated confirmation does not make it slower', () => {
    const book = createConfirmations([]);
    book.note([confirmation('a', 5)], at + 100);
    book.note([confirmation('a', 5)], at + 9000);
    expect(book.reach(['a'])(sanction()).slowestMs).toBe(100);
  });

  it('[HTTP-7] a suspension is judged by its counter alone, a release by its own version', () => {
    const book = createConfirmations([]);
    book.note([confirmation('a', 5, 2), confirmation('b', 5, 1)], at + 50);
    const channel = sanction({ kind: 'channel', target: 'a', listVersion: 2 });
    expect(book.reach(['a', 'b'])(channel)).toMatchObject({ confirmed: 1, total: 1, slowestMs: 50 });
    const released = sanction({ releasedAt: at + 1000, releaseVersion: 6 });
    expect(book.reach(['a', 'b'])(released)).toMatchObject({ confirmed: 0, total: 2, slowestMs: null });
    book.note([confirmation('b', 6)], at + 1200);
    expect(book.reach(['a', 'b'])(released)).toMatchObject({ confirmed: 1, slowestMs: 200 });
  });

  it('[HTTP-7] names twenty at most', () => {
    const book = createConfirmations([]);
    const many = Array.from({ length: 50 }, (_, i) => `c-${i}`);
    expect(book.reach(many)(sanction()).pending).toHaveLength(20);
  });

  it('[SANC-5] counts as the sanctions slice does, whatever the counters confirmed', () => {
    const version = fc.integer({ min: 1, max: 4 });
    const counter = fc.record({
      withdrawals: version,
      channels: version,
      until: fc.integer({ min: 0, max: 5 }),
    });
    const kind = fc.constantFrom('product' as const, 'channel' as const);
    fc.assert(
      fc.property(fc.array(counter, { maxLength: 40 }), kind, version, (counters, kind, listVersion) => {
        const rows = counters.map((one, i) => ({
          ...one,
          counter: `c-${i}`,
          appliedAt: 0,
          canSellUntil: at + one.until,
        }));
        const book = createConfirmations(
          rows.map((row) => ({
            ...confirmation(row.counter, row.withdrawals, row.channels),
            expiresAtMs: row.canSellUntil,
          })),
        );
        const asked = sanction({ kind, target: 'c-0', listVersion });
        const { confirmed, total, pending } = book.reach(rows.map((row) => row.counter))(asked);
        const expected = effectivenessOf(asked, rows);
        expect({ confirmed, total }).toEqual({ confirmed: expected.confirmed, total: expected.total });
        expect(pending).toEqual(expected.pending.slice(0, 20));
      }),
    );
  });
});
