// Catalog releases, put together: drafted, frozen, signed, published; and what people see of them.
import { createDrafts, type Drafts } from './drafts.ts';
import { createPublishing, type Publishing } from './publishing.ts';
import type { ReleaseParts } from './release-parts.ts';
import { type ReleaseViews, releaseViews } from './release-views.ts';
import { createSignatures, type Signatures } from './signatures.ts';

export type Releases = Drafts & Signatures & Publishing & ReleaseViews;

export function createReleases(parts: ReleaseParts): Releases {
  return {
    ...createDrafts(parts),
    ...createSignatures(parts),
    ...createPublishing(parts),
    ...releaseViews(parts),
  };
}
