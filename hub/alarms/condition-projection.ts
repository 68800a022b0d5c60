// ALM-2: what the journals say is wrong, written in the transaction of the lines.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { NewCase } from '../ledger/ledger-types.ts';
import type { CommittedGroup, Projection } from '../ledger/projection.ts';
import { type ConditionChange, conditionOf } from './conditions.ts';

interface Change {
  counter: string;
  key: number;
  seq: number;
  atMs: number;
  change: ConditionChange;
}

const begin = `INSERT INTO counter_condition (counter, code, lasting, detail, times, at, journal_key, seq)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, 1, value ->> 4, value ->> 5, value ->> 6
  FROM json_each(?) WHERE true
  ON CONFLICT (counter, code) DO UPDATE SET detail = excluded.detail, times = times + 1, seq = excluded.seq,
    journal_key = excluded.journal_key`;
const end = `DELETE FROM counter_condition WHERE (counter, code) IN
  (SELECT value ->> 0, value ->> 1 FROM json_each(?))`;
const forget = `DELETE FROM counter_condition WHERE (counter, code) IN
  (SELECT old.counter, old.code FROM json_each(?) CROSS JOIN counter_condition AS old ON old.counter = value ->> 0
   WHERE old.lasting = 1 AND old.journal_key < value ->> 1)`;

const ticketOf = ({ kind, counter, detail, seq }: NewCase, nowMs: number): Change[] => {
  if (kind !== 'ticket') return [];
  const [code = '', ...words] = detail.split(': ');
  const change = {
    code: `ticket-${code}`,
    begins: true as const,
    isLasting: false,
    detail: words.join(': '),
  };
  return [{ counter, key: 0, seq, atMs: nowMs, change }];
};

function changesOf({ draft, committedAtMs }: CommittedGroup): Change[] {
  const lines = draft.others.flatMap(({ counter, key, line }) => {
    const change = conditionOf(line);
    return change ? [{ counter, key, seq: line.seq, atMs: line.at, change }] : [];
  });
  return [...lines, ...draft.cases.flatMap((one) => ticketOf(one, committedAtMs))];
}

async function write(tx: Queries, changes: readonly Change[]): Promise<void> {
  const last = new Map<string, Change>();
  for (const one of changes) last.set(`${one.counter} ${one.change.code}`, one);
  const ended = [...last.values()].filter(({ change }) => !change.begins);
  const begun = [...last.values()].flatMap(({ counter, key, seq, atMs, change }) =>
    change.begins ? [[counter, change.code, change.isLasting ? 1 : 0, change.detail, atMs, key, seq]] : [],
  );
  if (ended.length > 0)
    await tx.run(end, [JSON.stringify(ended.map(({ counter, change }) => [counter, change.code]))]);
  if (begun.length > 0) await tx.run(begin, [JSON.stringify(begun)]);
}

/**
 * A counter that begins a new journal says again what is still wrong; what its old one said is over. A journal begins
 * with its first line, so nothing is remembered between groups, and a group that is rolled back leaves nothing here.
 */
export function createConditionProjection(): Projection {
  return async (tx, group) => {
    const began = group.parts.filter(({ from }) => from === 1);
    if (began.length > 0)
      await tx.run(forget, [JSON.stringify(began.map(({ counter, key }) => [counter, key]))]);
    const changes = changesOf(group);
    if (changes.length > 0) await write(tx, changes);
  };
}
