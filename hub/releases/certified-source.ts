// pure
// Where entries of our own applications come from: the certification slice, through this narrow port.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';

/** An application that passed all four levels and was published nationally. */
export interface CertifiedEntry {
  application: string;
  entry: Entry;
}

export interface CertifiedSource {
  /** What passed every level and stands in no catalog version yet. */
  publishableEntries(): Promise<CertifiedEntry[]>;
  /** Called in the transaction that publishes them. */
  published(
    tx: Queries,
    done: { catalogVersion: number; applications: readonly string[]; atMs: number },
  ): Promise<void>;
}
