// pure
// Answers of the hub as these pages read them.
import type { ChangeView, ReleaseDetails } from '../../../releases/release-views.ts';

export type { ChangeView, ReleaseDetails };
export interface ReleaseRow {
  id: string;
  title: string;
  state: 'draft' | 'ready' | 'scheduled' | 'published' | 'dropped';
  version: number | null;
  baseVersion: number;
  createdByName: string;
  createdAtMs: number;
  publishedAtMs: number | null;
  signatures: number;
}

export const stateColors = {
  draft: 'default',
  ready: 'blue',
  scheduled: 'gold',
  published: 'green',
  dropped: 'red',
} as const;

/** 12.3 KB, 1.2 MB */
export const bytesOf = (count: number): string =>
  count < 1000
    ? `${count} B`
    : count < 1_000_000
      ? `${(count / 1000).toFixed(1)} KB`
      : `${(count / 1_000_000).toFixed(1)} MB`;
