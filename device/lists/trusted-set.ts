// pure
// A verified set of metadata and small lists, as bytes to keep and as values to use.
import type { Metadata, MetaFile, Root, Targets } from '@tufjs/models';
import type { ChannelSuspensions, ProductWithdrawals, SupplierBlacklist } from '@zhuangui/protocol/lists.ts';

/** Roles whose metadata travels inside a push. */
export const pushedRoles = ['timestamp', 'snapshot', 'targets', 'withdrawals', 'channels'] as const;
export type PushedRole = (typeof pushedRoles)[number];

/** Exact bytes: roots after the pinned one in order, metadata, small lists by path. */
export interface SetBytes {
  roots: readonly Uint8Array[];
  metadata: Readonly<Record<PushedRole, Uint8Array>>;
  files: Readonly<Record<string, Uint8Array>>;
}

/** What is left on a disk that lost some of it. */
export interface LocalBytes {
  roots: readonly Uint8Array[];
  metadata: Readonly<Partial<Record<PushedRole, Uint8Array>>>;
}

export interface TrustedSet {
  bytes: SetBytes;
  root: Metadata<Root>;
  targets: Metadata<Targets>;
  versions: Readonly<Record<'root' | PushedRole, number>>;
  /** SHA-256 of the snapshot metadata, hexadecimal. */
  hash: string;
  /** When the hub signed the timestamp; wall time. */
  signedAtMs: number;
  /** The earliest expiry of everything in the set; wall time. */
  expiresAtMs: number;
  /** What the timestamp says of the transparency log, as it was signed. */
  log?: unknown;
  /** Which catalog metadata the snapshot names. */
  catalog: MetaFile;
  products: ProductWithdrawals;
  suppliers: SupplierBlacklist;
  suspensions: ChannelSuspensions;
}
