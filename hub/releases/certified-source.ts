// pure
// Where entries of our own applications come from: the certification slice, through this narrow port.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';

/** An application that passed all four levels and was published nationally. */
export interface CertifiedEntry {
  application: string;
  entry: Entry;
  /** Id of the entry it renews; its own when the certificate kept its number. */
  replaces: string | null;
  /** Catalog version that first carried it. */
  releasedVersion: number | null;
}

export interface CertifiedSource {
  /** Everything certified, valid and not frozen; also inside a transaction. */
  publishableEntries(queries?: Queries): Promise<CertifiedEntry[]>;
  /** Called in the transaction that publishes these entries. */
  markReleased(tx: Queries, entryIds: readonly string[], catalogVersion: number): Promise<void>;
}
