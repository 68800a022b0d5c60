// The tables of exposure notices.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import type { IssuingLevel } from '../sanctions/sanction-lists.ts';

export type ExposureState = 'draft' | 'hearing' | 'ready' | 'published' | 'taken-down';
export type ExposedKind = 'counter' | 'company' | 'supplier';

export interface ExposureText {
  version: number;
  title: string;
  body: string;
  legalBasis: string;
  why: string;
  draftedById: string;
  draftedBy: string;
  draftedAt: number;
  approvedById: string | null;
  approvedBy: string | null;
  approvedAt: number | null;
}

export interface Exposure {
  id: string;
  targetKind: ExposedKind;
  target: string;
  targetName: string;
  sanction: string | null;
  level: IssuingLevel;
  league: string | null;
  banner: string | null;
  operatingCompany: string | null;
  creditCode: string | null;
  createdAt: number;
  replyUntil: number | null;
  reply: string | null;
  repliedBy: string | null;
  repliedAt: number | null;
  publishedAt: number | null;
  publishedBy: string | null;
  takenDownAt: number | null;
  takenDownBy: string | null;
  takeDownReason: string | null;
}

const columns = `id, target_kind AS targetKind, target, target_name AS targetName, sanction, level, league, banner,
  operating_company AS operatingCompany, credit_code AS creditCode, created_at AS createdAt,
  reply_until AS replyUntil, reply, replied_by AS repliedBy, replied_at AS repliedAt, published_at AS publishedAt,
  published_by AS publishedBy, taken_down_at AS takenDownAt, taken_down_by AS takenDownBy,
  take_down_reason AS takeDownReason`;
const textColumns = `version, title, body, legal_basis AS legalBasis, why, drafted_by_id AS draftedById,
  drafted_by AS draftedBy, drafted_at AS draftedAt, approved_by_id AS approvedById, approved_by AS approvedBy,
  approved_at AS approvedAt`;

export async function readExposure(db: Queries, id: string): Promise<Exposure | undefined> {
  return (await db.query<Exposure>(`SELECT ${columns} FROM exposure WHERE id = ?`, [id]))[0];
}

/** Oldest version first. */
export const readTexts = (db: Queries, id: string): Promise<ExposureText[]> =>
  db.query(`SELECT ${textColumns} FROM exposure_text WHERE exposure = ? ORDER BY version`, [id]);

/** The newest title, for lists. */
export type ExposureRow = Exposure & { title: string; isApproved: 0 | 1 };

const newest = `(SELECT %s FROM exposure_text WHERE exposure = id ORDER BY version DESC LIMIT 1)`;
const listed = `${columns}, ${newest.replace('%s', 'title')} AS title,
  ${newest.replace('%s', 'approved_by_id IS NOT NULL')} AS isApproved`;

const stateSql: Record<ExposureState, string> = {
  draft: 'reply_until IS NULL',
  hearing: 'reply_until IS NOT NULL AND published_at IS NULL AND replied_at IS NULL',
  ready: 'published_at IS NULL AND replied_at IS NOT NULL',
  published: 'published_at IS NOT NULL AND taken_down_at IS NULL',
  'taken-down': 'taken_down_at IS NOT NULL',
};

/** Those in the asker's places, and those about the asker's own company or supplier once the party may reply. */
export async function readExposurePage(
  db: Queries,
  scope: Scope,
  filter: { search?: string; state?: ExposureState },
  page: { limit: number; offset: number },
): Promise<{ rows: ExposureRow[]; total: number }> {
  const office = scopeWhere(scope, { league: 'league', banner: 'banner' });
  const party = scopeWhere(
    { ...scope, everything: false },
    { operatingCompany: 'operating_company', creditCode: 'credit_code' },
  );
  const search = filter.search ?? '';
  const params: SqlValue[] = [...office.params, ...party.params, search, search];
  const where = `(${office.sql} OR (${party.sql} AND reply_until IS NOT NULL))
    AND (? = '' OR instr(target_name, ?) > 0) ${filter.state ? `AND ${stateSql[filter.state]}` : ''}`;
  const rows = await db.query<ExposureRow>(
    `SELECT ${listed} FROM exposure WHERE ${where} ORDER BY created_at DESC, id LIMIT ? OFFSET ?`,
    [...params, page.limit, page.offset],
  );
  const [count] = await db.query<{ total: number }>(
    `SELECT count(*) AS total FROM exposure WHERE ${where}`,
    params,
  );
  return { rows, total: count?.total ?? 0 };
}

/** Published and not taken down, newest first; `title` is that of the newest approved text. */
export const readPublished = (
  db: Queries,
  limit: number,
): Promise<{ id: string; title: string; targetName: string; publishedAt: number }[]> =>
  db.query(
    `SELECT id, (SELECT title FROM exposure_text WHERE exposure = id AND approved_by_id IS NOT NULL
       ORDER BY version DESC LIMIT 1) AS title, target_name AS targetName, published_at AS publishedAt
     FROM exposure WHERE published_at IS NOT NULL AND taken_down_at IS NULL ORDER BY published_at DESC LIMIT ?`,
    [limit],
  );

export async function insertExposure(tx: Queries, exposure: Exposure): Promise<void> {
  await tx.run(
    `INSERT INTO exposure (id, target_kind, target, target_name, sanction, level, league, banner, operating_company,
      credit_code, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      exposure.id,
      exposure.targetKind,
      exposure.target,
      exposure.targetName,
      exposure.sanction,
      exposure.level,
      exposure.league,
      exposure.banner,
      exposure.operatingCompany,
      exposure.creditCode,
      exposure.createdAt,
    ],
  );
}

export type NewText = Pick<
  ExposureText,
  'title' | 'body' | 'legalBasis' | 'why' | 'draftedById' | 'draftedBy' | 'draftedAt'
>;

export async function insertText(tx: Queries, id: string, text: NewText): Promise<void> {
  await tx.run(
    `INSERT INTO exposure_text (exposure, version, title, body, legal_basis, why, drafted_by_id, drafted_by,
      drafted_at) SELECT ?1, 1 + coalesce(max(version), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM exposure_text
      WHERE exposure = ?1`,
    [id, text.title, text.body, text.legalBasis, text.why, text.draftedById, text.draftedBy, text.draftedAt],
  );
}
