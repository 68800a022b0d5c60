// The table of applications: one row each, as it is now; versions, decisions and steps beside it stay for ever.
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor, ObjectPlace } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Content, orderedJson } from './application-content.ts';
import type { ApplicationState } from './application-machine.ts';

export interface Application {
  id: string;
  creditCode: string;
  supplierName: string;
  banner: string;
  league: string;
  state: ApplicationState;
  version: number;
  versionHash: string;
  content: Content;
  renews: string | null;
  month: string | null;
  certificate: string | null;
  validFrom: string | null;
  validUntil: string | null;
  publicityUntil: number | null;
  publishedAt: number | null;
  releasedVersion: number | null;
  createdAt: number;
  updatedAt: number;
  submittedAt: number | null;
}

export const applicationColumns = `a.id, a.credit_code AS creditCode, s.name AS supplierName, a.banner, a.league,
  a.state, a.version, a.version_hash AS versionHash, a.content, a.renews, a.month, a.certificate,
  a.valid_from AS validFrom, a.valid_until AS validUntil, a.publicity_until AS publicityUntil,
  a.published_at AS publishedAt, a.released_version AS releasedVersion, a.created_at AS createdAt,
  a.updated_at AS updatedAt, a.submitted_at AS submittedAt`;
export const fromApplications = 'FROM application a JOIN supplier s ON s.credit_code = a.credit_code';

export type ApplicationRow = Omit<Application, 'content'> & { content: string };
export const toApplication = (row: ApplicationRow): Application => ({
  ...row,
  content: JSON.parse(row.content) as Content,
});

export const applicationPlace = (of: Pick<Application, 'banner' | 'league' | 'creditCode'>): ObjectPlace => ({
  banner: of.banner,
  league: of.league,
  creditCode: of.creditCode,
});

export async function findApplication(queries: Queries, id: string): Promise<Application | undefined> {
  const sql = `SELECT ${applicationColumns} ${fromApplications} WHERE a.id = ?`;
  return (await queries.query<ApplicationRow>(sql, [id])).map(toApplication)[0];
}

/** Throws DomainError `unknown`. */
export async function requireApplication(queries: Queries, id: string): Promise<Application> {
  const found = await findApplication(queries, id);
  if (!found) throw new DomainError('unknown', 'application', 'There is no such application.');
  return found;
}

export async function selectApplications(
  queries: Queries,
  where: string,
  params: readonly SqlValue[],
): Promise<Application[]> {
  const sql = `SELECT ${applicationColumns} ${fromApplications} WHERE ${where} ORDER BY a.id`;
  return (await queries.query<ApplicationRow>(sql, [...params])).map(toApplication);
}

/** `150430-2026-0007`: the office's banner, the year, a number; also what the national table may refer to. */
export async function nextApplicationId(tx: Queries, banner: string, year: string): Promise<string> {
  const prefix = `${banner}-${year}-`;
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*) AS count FROM application WHERE id >= ? AND id < ?',
    [prefix, `${prefix}~`],
  );
  return `${prefix}${String((row?.count ?? 0) + 1).padStart(4, '0')}`;
}

export async function insertApplication(tx: Queries, of: Application): Promise<void> {
  await tx.run(
    `INSERT INTO application (id, credit_code, banner, league, state, version, version_hash, name, content, renews,
       created_at, updated_at) VALUES (?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?)`,
    [
      of.id,
      of.creditCode,
      of.banner,
      of.league,
      of.version,
      of.versionHash,
      of.content.name,
      orderedJson(of.content),
      of.renews,
      of.createdAt,
      of.updatedAt,
    ],
  );
}

/** Narrows a change to where its person may act, in the statement itself. */
export interface Narrow {
  sql: string;
  params: SqlValue[];
}

/** The alias is left out: an UPDATE has none. */
export const scopeColumns = { league: 'league', banner: 'banner', creditCode: 'credit_code' };

/**
 * Writes `change` over the row as it was read. Throws DomainError `conflict` when somebody else was first: state or
 * version are no longer those of `before`, or the row lies outside the person's scope.
 */
export async function saveApplication(
  tx: Queries,
  before: Application,
  change: Partial<Application>,
  narrow: Narrow = { sql: '(1)', params: [] },
): Promise<Application> {
  const after: Application = { ...before, ...change };
  after.banner = after.content.banner;
  after.league = leagueOfBanner(after.banner);
  const { changes } = await tx.run(
    `UPDATE application SET banner = ?, league = ?, state = ?, version = ?, version_hash = ?, name = ?, content = ?,
       month = ?, certificate = ?, valid_from = ?, valid_until = ?, publicity_until = ?, published_at = ?,
       released_version = ?, updated_at = ?, submitted_at = ?
     WHERE id = ? AND state = ? AND version_hash = ? AND ${narrow.sql}`,
    [...changedValues(after), before.id, before.state, before.versionHash, ...narrow.params],
  );
  if (changes !== 1)
    throw new DomainError('conflict', 'somebody-was-first', 'Somebody was first: load the page again.');
  return after;
}

const changedValues = (of: Application): SqlValue[] => [
  of.banner,
  of.league,
  of.state,
  of.version,
  of.versionHash,
  of.content.name,
  orderedJson(of.content),
  of.month,
  of.certificate,
  of.validFrom,
  of.validUntil,
  of.publicityUntil,
  of.publishedAt,
  of.releasedVersion,
  of.updatedAt,
  of.submittedAt,
];

/** CERT-13: one line of the history, in the transaction of the step. */
export async function writeStep(
  tx: Queries,
  step: { actor: Pick<Actor, 'kind' | 'id' | 'name'>; atMs: number; what: string; detail?: string },
  before: Application,
  after: Application,
): Promise<void> {
  const { actor, atMs, what, detail = '' } = step;
  await tx.run(
    `INSERT INTO application_step (application, at, by_kind, by_id, by_name, what, state_from, state_to, version,
       version_hash, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      after.id,
      atMs,
      actor.kind,
      actor.id,
      actor.name,
      what,
      before.state,
      after.state,
      after.version,
      after.versionHash,
      detail.slice(0, 2000),
    ],
  );
}
