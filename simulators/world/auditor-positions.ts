// pure
// What the hub says it holds: never more than a disk committed, and never less than it said before (S9).
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import { type AuditState, counterOf, judge } from './auditor-state.ts';
import type { FactOf } from './observations.ts';

export function seePosition(state: AuditState, { counter, position }: FactOf<'position'>): void {
  const { journal, seq, hash, refused } = position;
  const book = counterOf(state, counter);
  if (refused && (refused.code === 'fork' || refused.code === 'behind-hub')) book.causes.add(refused.code);
  if (refused?.code === 'unknown-counter' || !book.journals.has(journal)) {
    judge(
      state,
      'S9',
      seq === 0,
      () => `the hub holds ${seq} lines of ${counter} ${journal}, which nobody wrote`,
    );
    return;
  }
  const held = state.byHash.get(hash);
  const isTrue =
    seq === 0
      ? hash === genesisHash(counter, journal) || refused !== undefined
      : held?.seq === seq && held.branch.journal === journal && held.branch.counter === counter;
  judge(state, 'S9', isTrue, () => {
    return `the hub says it holds line ${seq} of ${counter} ${journal} as ${hash.slice(0, 8)}, no disk has that line`;
  });
  const said = book.said.get(journal) ?? 0;
  judge(
    state,
    'S9',
    seq >= said,
    () => `the hub held ${said} lines of ${counter} ${journal} and now says ${seq}`,
  );
  book.said.set(journal, Math.max(said, seq));
  book.acked.set(journal, Math.max(book.acked.get(journal) ?? 0, seq));
}
