// pure
// What another slice keeps of the journals, written in the transaction of the lines it follows from (LED-3).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { GroupDraft } from './group-draft.ts';
import type { Part } from './write-group.ts';

export interface CommittedGroup {
  parts: readonly Pick<Part, 'key' | 'counter' | 'journal' | 'from' | 'to'>[];
  /** Complete: `dayTotals` holds refunds too. Not to be changed. */
  draft: GroupDraft;
  committedAtMs: number;
}

/** LED-11: runs after the ledger's own rows, set-based (one statement a table); a rejection rolls the group back. */
export type Projection = (tx: Queries, group: CommittedGroup) => Promise<void>;
