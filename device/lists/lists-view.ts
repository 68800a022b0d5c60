// pure
// What the gate knows of the signed lists: verified, applied, immutable.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { ListTimes } from '@zhuangui/protocol/freshness.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';

export interface Sanction {
  reason: string;
  /** Wall time at which the supervisor signed it. */
  at: number;
}

export interface ListsView {
  versions: ListVersions;
  /** SHA-256 of the snapshot metadata, hexadecimal. */
  hash: string;
  times: ListTimes;
  /** The certified entry, or undefined when the catalog does not hold it. */
  entry(id: string): Entry | undefined;
  /** Entries that carry this barcode. */
  entriesByGtin(gtin: string): Entry[];
  entryCount: number;
  /** The whole product is withdrawn. */
  productWithdrawal(entry: string): Sanction | undefined;
  lotWithdrawal(entry: string, lot: string): Sanction | undefined;
  blacklisting(creditCode: string): Sanction | undefined;
  /** This counter's own suspension. */
  suspension: Sanction | undefined;
}
