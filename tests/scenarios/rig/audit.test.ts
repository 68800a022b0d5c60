// The judge must find what is wrong: evidence of a good sale, changed in one place at a time.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { saleLines } from '../../../hub/ledger/testing/sample-counter.ts';
import { type Evidence, judge } from './audit.ts';
import { chainHead, type JournalCopy } from './evidence.ts';

const order = `o${'1'.repeat(24)}`;
const refund = `r${'1'.repeat(24)}-1`;

function copyOf(bodies: readonly object[]): JournalCopy {
  const lines = bodies.map((body, index) =>
    Buffer.from(JSON.stringify({ seq: index + 1, at: 1, up: 1, ...body })),
  );
  const journal = { counter: 'counter-1', journal: 'j0123456789abcdef', lines, head: '' };
  return { ...journal, head: chainHead(journal) };
}

const good = saleLines(order, 'NM-1', 500);
const slot7 = { selection: 7, real: 4, loaded: 5, dropped: 1, motorTurns: 1 };
const board = (change: Partial<typeof slot7> = {}) =>
  ({ slots: [{ ...slot7, ...change }], drops: [], creditFen: 0 }) as unknown as Evidence['board'];

function evidence(change: Partial<Evidence> = {}, bodies: readonly object[] = good): Evidence {
  const journal = copyOf(bodies);
  const money = [{ order, chargedFen: 500, refunds: [] }];
  return { journal, hubJournal: journal, money, board: board(), violations: [], ...change };
}

const problemsOf = (one: Evidence) => judge(one).problems.join('\n');

describe('the judge of the scenarios', () => {
  it('[INC-3] finds nothing wrong with a good sale on a busy machine', () => {
    expect(judge(evidence({ violations: ['late-command: 120 ms'] })).problems).toEqual([]);
  });

  it('[INC-3] [INC-4] finds money kept without goods, goods that fell twice, and goods for nothing', () => {
    expect(problemsOf(evidence({ board: board({ dropped: 0 }) }))).toContain('paid, and no goods');
    expect(problemsOf(evidence({ board: board({ dropped: 2, motorTurns: 2 }) }))).toContain(
      '2 packages fell',
    );
    const refunds = [{ refund, amountFen: 500 }];
    expect(problemsOf(evidence({ money: [{ order, chargedFen: 500, refunds }] }))).toContain(
      'money went back',
    );
    expect(
      problemsOf(evidence({ money: [{ order, chargedFen: 500, refunds: [...refunds, ...refunds] }] })),
    ).toContain('moved twice');
  });

  it('[INC-4] finds an unknown outcome without lock and ticket', () => {
    const bodies = good.map((body) => (body.kind === 'outcome' ? { ...body, outcome: 'unknown' } : body));
    const money = [{ order, chargedFen: 500, refunds: [{ refund, amountFen: 500 }] }];
    expect(problemsOf(evidence({ money }, bodies))).toContain('unknown without lock and ticket');
  });

  it('[INC-6] finds a journal that was changed, and a hub that holds other bytes', () => {
    const journal = copyOf(good);
    const changed = { ...journal, lines: [...journal.lines.slice(0, -1), Buffer.from('{"kind":"closed"}')] };
    expect(problemsOf(evidence({ journal: changed }))).toContain('does not hash to its head');
    expect(problemsOf(evidence({ hubJournal: copyOf(good.slice(1)) }))).toContain('different bytes');
    expect(problemsOf(evidence({ hubJournal: undefined }))).toContain('holds nothing');
    const first = createHash('sha256')
      .update('zhuangui-journal-v1\ncounter-1\nj0123456789abcdef\n')
      .digest('hex');
    expect(chainHead({ ...journal, lines: [] })).toBe(first);
  });

  it('[INC-7] finds a breach of the board protocol', () => {
    expect(problemsOf(evidence({ violations: ['drive-while-busy: drive of 2'] }))).toContain(
      'drive-while-busy',
    );
  });
});
