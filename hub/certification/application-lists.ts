// Lists of applications, narrowed in SQL by where the reader's role holds.

import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Action } from '../people/permissions.ts';
import { type Scope, scopeOf, scopeWhere } from '../people/scope.ts';
import { type ApplicationState, type Level, levelSteps, levels } from './application-machine.ts';
import { applicationColumns, fromApplications } from './application-store.ts';
import type { CertificationParts } from './certification-parts.ts';
import { levelActions } from './decisions.ts';
import { like, orderBy } from './suppliers.ts';

/** A line of a list; the content stays behind. */
export interface ApplicationLine {
  id: string;
  name: string;
  creditCode: string;
  supplierName: string;
  banner: string;
  league: string;
  state: ApplicationState;
  version: number;
  month: string | null;
  renews: string | null;
  certificate: string | null;
  validUntil: string | null;
  publicityUntil: number | null;
  releasedVersion: number | null;
  createdAt: number;
  updatedAt: number;
  submittedAt: number | null;
  isFrozen: boolean;
}

export interface ApplicationFilter {
  search?: string;
  state?: string;
  creditCode?: string;
  /** Banner or league. */
  region?: string;
  month?: string;
  /** Waiting for this person. */
  waitingFor?: Actor;
  /** Published certificates that end within so many days. */
  expiringDays?: number;
  sort?: string;
  limit: number;
  offset: number;
}

export interface ApplicationPage {
  rows: ApplicationLine[];
  total: number;
}

interface Condition {
  sql: string;
  params: SqlValue[];
}

const columns = { league: 'a.league', banner: 'a.banner', creditCode: 'a.credit_code' };
const sortColumns: Record<string, string> = {
  id: 'a.id',
  name: 'a.name',
  supplierName: 's.name',
  state: 'a.state',
  updatedAt: 'a.updated_at',
  submittedAt: 'a.submitted_at',
  validUntil: 'a.valid_until',
};
/** Levels decided one by one; the national one comes with the batch's result. */
const taskLevels = levels.filter((level): level is Exclude<Level, 'national'> => level !== 'national');

const scoped = (actor: Actor, action: Action): Condition => scopeWhere(scopeOf(actor, action), columns);

/** CERT-18: what this person can move on now: their level's turn, in their place, not written nor decided by them. */
export function waitingFor(actor: Actor, frozen: ReadonlySet<string>): Condition {
  const terms = taskLevels.map((level) => {
    const where = scoped(actor, levelActions[level]);
    const sql = `(a.state = '${levelSteps[level].from}' AND ${where.sql} AND NOT EXISTS (SELECT 1
      FROM application_decision d WHERE d.application = a.id AND d.person = ?)
      AND NOT EXISTS (SELECT 1 FROM application_author w WHERE w.application = a.id AND w.person = ?))`;
    return { sql, params: [...where.params, actor.id, actor.id] };
  });
  const writing = scoped(actor, 'application.write');
  terms.push({ sql: `(a.state = 'returned' AND ${writing.sql})`, params: writing.params });
  return {
    sql: `((${terms.map(({ sql }) => sql).join(' OR ')})
      AND a.credit_code NOT IN (SELECT value FROM json_each(?)))`,
    params: [...terms.flatMap(({ params }) => params), JSON.stringify([...frozen])],
  };
}

function conditions(filter: ApplicationFilter, frozen: ReadonlySet<string>, today: string): Condition[] {
  const found: Condition[] = [];
  const add = (sql: string, ...params: SqlValue[]) => found.push({ sql, params });
  const { search, state, creditCode, region, month, expiringDays } = filter;
  if (search)
    add(
      "(a.id LIKE ?1 ESCAPE '\\' OR a.name LIKE ?1 ESCAPE '\\' OR s.name LIKE ?1 ESCAPE '\\' OR a.certificate LIKE ?1 ESCAPE '\\')".replaceAll(
        '?1',
        '?',
      ),
      ...Array(4).fill(like(search)),
    );
  if (state) add('a.state IN (SELECT value FROM json_each(?))', JSON.stringify(state.split(',')));
  if (creditCode) add('a.credit_code = ?', creditCode);
  if (region) add('? IN (a.banner, a.league)', region);
  if (month) add('a.month = ?', month);
  if (expiringDays !== undefined)
    add("a.state = 'published' AND a.valid_until <= ?", addDays(today, expiringDays));
  if (filter.waitingFor) found.push(waitingFor(filter.waitingFor, frozen));
  return found;
}

export async function listApplications(
  parts: CertificationParts,
  scope: Scope,
  filter: ApplicationFilter,
): Promise<ApplicationPage> {
  const { reader, clock } = parts;
  const frozen = await parts.blacklisted(reader);
  const all = [scopeWhere(scope, columns), ...conditions(filter, frozen, dayOf(clock.nowMs()))];
  const where = all.map(({ sql }) => sql).join(' AND ');
  const params = all.flatMap((one) => one.params);
  const order = orderBy(filter.sort, sortColumns, 'a.updated_at DESC');
  const rows = await reader.query<Omit<ApplicationLine, 'isFrozen'> & { content?: string }>(
    `SELECT a.name, ${applicationColumns.replace('a.content, ', '')} ${fromApplications} WHERE ${where}
     ORDER BY ${order}, a.id LIMIT ? OFFSET ?`,
    [...params, filter.limit, filter.offset],
  );
  const [count] = await reader.query<{ total: number }>(
    `SELECT count(*) AS total ${fromApplications} WHERE ${where}`,
    params,
  );
  return {
    rows: rows.map((row) => ({ ...row, isFrozen: frozen.has(row.creditCode) })),
    total: count?.total ?? 0,
  };
}

export interface Step {
  at: number;
  byName: string;
  what: string;
  from: ApplicationState;
  to: ApplicationState;
  version: number;
  versionHash: string;
  detail: string;
}

/** CERT-13: everything that ever happened to it, oldest first. */
export const readSteps = (queries: Queries, application: string): Promise<Step[]> =>
  queries.query<Step>(
    `SELECT at, by_name AS byName, what, state_from AS "from", state_to AS "to", version,
       version_hash AS versionHash, detail FROM application_step WHERE application = ? ORDER BY id`,
    [application],
  );
