// What people see of releases: the list, one release with its sources and signatures, its difference in words.
import { catalogVersion } from '../catalog/catalog-history.ts';
import type { ImportDone } from '../catalog/import/import.ts';
import { DomainError } from '../platform/domain-error.ts';
import { differenceWords, type Words } from './difference-words.ts';
import { type Difference, differenceOf } from './differences.ts';
import { isOpen, type ReleaseParts, requireRelease } from './release-parts.ts';
import {
  type ChangeCounts,
  type ChangeFilter,
  countChanges,
  countVoided,
  readAuthors,
  readChangePage,
  readFiles,
  readRejectedRows,
  readReleases,
  readSignatures,
} from './release-store.ts';
import type { Release, ReleaseChange, ReleaseFile, ReleaseSignature } from './release-types.ts';

export interface ReleaseDetails extends Release {
  counts: ChangeCounts;
  files: ReleaseFile[];
  signatures: ReleaseSignature[];
  /** Signatures that edits made void. */
  voided: number;
  /** Persons who may not sign it. */
  authors: string[];
  /** The catalog is not at its base version any more. */
  moved: boolean;
}

export interface ChangeView
  extends Difference,
    Pick<ReleaseChange, 'source' | 'sourceRef' | 'reason' | 'byName' | 'atMs' | 'conflict'> {
  words: Words;
}

interface Page {
  limit: number;
  offset: number;
}

export interface ReleaseViews {
  list(
    filter: { search: string; state: string },
    order: string,
    page: Page,
  ): Promise<{ rows: (Release & { signatures: number })[]; total: number }>;
  details(id: string): Promise<ReleaseDetails>;
  changes(id: string, filter: ChangeFilter, page: Page): Promise<{ rows: ChangeView[]; total: number }>;
  rejectedRows(id: string, sha256: string): Promise<ImportDone['rejected']>;
}

function viewOf(change: ReleaseChange): ChangeView {
  const { source, sourceRef, reason, byName, atMs, conflict } = change;
  const difference = differenceOf(change);
  const words = differenceWords(difference);
  return { ...difference, words, source, sourceRef, reason, byName, atMs, conflict };
}

export function releaseViews({ db, reader }: Pick<ReleaseParts, 'db' | 'reader'>): ReleaseViews {
  return {
    async list(filter, order, page) {
      const { rows, total } = await readReleases(reader, filter, order, page);
      const counted = rows.map(async (row) => ({
        ...row,
        signatures: (await readSignatures(reader, row)).length,
      }));
      return { rows: await Promise.all(counted), total };
    },
    async details(id) {
      const release = await requireRelease(db, id);
      const signatures = (await readSignatures(db, release)).map(({ signature: _bytes, ...one }) => one);
      return {
        ...release,
        counts: await countChanges(db, id),
        files: await readFiles(db, id),
        signatures,
        voided: await countVoided(db, release),
        authors: await readAuthors(db, id),
        moved: isOpen(release) && (await catalogVersion(db)) !== release.baseVersion,
      };
    },
    async changes(id, filter, page) {
      await requireRelease(db, id);
      const { rows, total } = await readChangePage(db, id, filter, page);
      return { rows: rows.map(viewOf), total };
    },
    async rejectedRows(id, sha256) {
      const rows = await readRejectedRows(reader, id, sha256);
      if (rows !== undefined) return JSON.parse(rows) as ImportDone['rejected'];
      throw new DomainError('unknown', 'unknown-file', 'This release took in no such file.');
    },
  };
}
