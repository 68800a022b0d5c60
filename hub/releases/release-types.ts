// pure
// A catalog release from the draft to the published version.
import type { CatalogSizes } from '../catalog/prepared.ts';

/** `ready`: frozen, its exact bytes wait for signatures. */
export type ReleaseState = 'draft' | 'ready' | 'scheduled' | 'published' | 'dropped';

/** Where a change comes from; nothing enters the catalog without saying so (REL-2). */
export const changeSources = ['application', 'file', 'edit'] as const;
export type ChangeSource = (typeof changeSources)[number];

export const changeKinds = ['added', 'changed', 'removed'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Why an entry is taken out. A sanction takes effect by itself, at once; this tidies the catalog afterwards. */
export const removalCauses = [
  'expired',
  'supplier',
  'sanction',
  'correction',
  'not-in-file',
  'renewed',
] as const;
export type RemovalCause = (typeof removalCauses)[number];

export interface Release {
  id: string;
  title: string;
  state: ReleaseState;
  /** Counts edits; a signature is for one revision. */
  revision: number;
  baseVersion: number;
  /** The version it becomes; null while it is a draft. */
  version: number | null;
  /** SHA-256 of the bytes to be signed; null while it is a draft. */
  digest: string | null;
  sizes: CatalogSizes | null;
  scheduledAtMs: number | null;
  /** Why a scheduled publication did not happen. */
  problem: string | null;
  createdBy: string;
  createdByName: string;
  createdAtMs: number;
  publishedAtMs: number | null;
  publishedByName: string | null;
}

export interface ReleaseChange {
  entry: string;
  /** The entry's new line; null: it is taken out. */
  line: string | null;
  /** Its line in the base version; null: it is new. */
  baseLine: string | null;
  source: ChangeSource;
  /** Application id, SHA-256 of the file; empty for an edit. */
  sourceRef: string;
  reason: string;
  byName: string;
  atMs: number;
  /** The catalog changed the same entry meanwhile; a person has to confirm this change. */
  conflict: boolean;
}

export interface ReleaseFile {
  sha256: string;
  fileName: string;
  atMs: number;
  byName: string;
  rows: number;
  accepted: number;
  rejected: number;
  /** Accepted rows that say what the catalog says already. */
  unchanged: number;
}

export interface ReleaseSignature {
  person: string;
  personName: string;
  keyId: string;
  signedAtMs: number;
}
