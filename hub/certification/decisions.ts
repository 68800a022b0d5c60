// CERT-1, CERT-7: one person, one level, one version; checked here in words and by the database for good.

import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import type { Actor } from '../people/actor.ts';
import type { Action } from '../people/permissions.ts';
import { scopeOf, scopeWhere } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Decision, type Level, nextState } from './application-machine.ts';
import {
  type Application,
  applicationPlace,
  requireApplication,
  saveApplication,
  scopeColumns,
  writeStep,
} from './application-store.ts';
import { openMonth } from './batch-store.ts';
import { type CertificationParts, grantFor, requirePerson, requireUnfrozen } from './certification-parts.ts';
import { missingTicks } from './checklist.ts';
import { readSettings } from './settings.ts';

export const levelActions: Readonly<Record<Level, Action>> = {
  banner: 'application.review-banner',
  league: 'application.review-league',
  region: 'application.certify-region',
  national: 'application.record-national',
};

export interface DecisionBody {
  level: Exclude<Level, 'national'>;
  decision: Decision;
  /** What the person saw: another version is another decision. */
  versionHash: string;
  /** Needed unless it is an approval. */
  reason: string;
  /** Ids of the level's checklist that were ticked. */
  ticked: string[];
}

/** A decision of any level inside a transaction; `change` is what else becomes of the application. */
export interface Deciding {
  level: Level;
  decision: Decision;
  reason: string;
  ticked: string[];
  atMs: number;
  change?: Partial<Application>;
}

export interface DecisionRow {
  level: Level;
  decision: Decision;
  versionHash: string;
  regionCode: string;
  personName: string;
  role: string;
  reason: string;
  ticked: string[];
  at: number;
}

const conflict = (reason: string, message: string) => new DomainError('conflict', reason, message);

async function requireFirstAct(tx: Queries, application: string, person: string): Promise<void> {
  const [row] = await tx.query<{ acted: number; wrote: number }>(
    `SELECT EXISTS (SELECT 1 FROM application_decision WHERE application = ?1 AND person = ?2) AS acted,
       EXISTS (SELECT 1 FROM application_author WHERE application = ?1 AND person = ?2) AS wrote`,
    [application, person],
  );
  if (row?.wrote)
    throw conflict('wrote-it', 'You wrote on this application: another person of your office decides on it.');
  if (row?.acted)
    throw conflict(
      'acted-before',
      'You decided on this application before: it is another person’s turn now.',
    );
}

/** The code of the office that decides, as it stands in the grant. */
const regionCodeOf = (level: Level, { banner, league }: Application): string =>
  level === 'banner' ? banner : level === 'league' ? league : '150000';

async function insertDecision(tx: Queries, actor: Actor, of: Application, given: Deciding, role: string) {
  await tx.run(
    `INSERT INTO application_decision (application, version_hash, level, region_code, person, person_kind,
       person_name, role, decision, reason, ticked, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      of.id,
      of.versionHash,
      given.level,
      regionCodeOf(given.level, of),
      actor.id,
      actor.kind,
      actor.name,
      role,
      given.decision,
      given.reason,
      JSON.stringify(given.ticked),
      given.atMs,
    ],
  );
}

/** Checks, writes and moves on. Throws DomainError; the caller's transaction is then rolled back. */
export async function decideIn(
  tx: Queries,
  parts: CertificationParts,
  actor: Actor,
  before: Application,
  given: Deciding,
): Promise<Application> {
  requirePerson(actor);
  const { level, decision, atMs } = given;
  const action = levelActions[level];
  const grant = grantFor(actor, action, applicationPlace(before));
  if (!grant) throw new DomainError('forbidden', 'outside', 'This is outside your place or your role.');
  requireUnfrozen(await parts.blacklisted(tx), before.creditCode);
  const state = nextState(before.state, { kind: 'decide', level, decision });
  if (!state) throw conflict('not-this-level', 'It is not this level’s turn: load the page again.');
  await requireFirstAct(tx, before.id, actor.id);
  await insertDecision(tx, actor, before, given, grant.role);
  const month = decision === 'approve' ? before.month : null;
  const change = { month, ...given.change, state, updatedAt: atMs };
  const after = await saveApplication(tx, before, change, scopeWhere(scopeOf(actor, action), scopeColumns));
  await writeStep(tx, { actor, atMs, what: `${level}-${decision}`, detail: given.reason }, before, after);
  const detail = `${decision} ${before.versionHash}`;
  const object = `application/${before.id}`;
  await parts.audit.write(tx, { actor, action, object, outcome: 'done', detail });
  const office = regionCodeOf(level, before);
  const said = { application: before.id, version: before.versionHash, level, decision, office };
  await parts.transparency?.append(tx, { type: 'decision', ...said, person: actor.id }, before.id);
  return after;
}

export interface Decisions {
  /** Throws DomainError: `forbidden`, `conflict` (somebody was first, another version), `invalid`. */
  decide(actor: Actor, id: string, body: DecisionBody): Promise<Application>;
  of(id: string): Promise<DecisionRow[]>;
}

export function createDecisions(parts: CertificationParts): Decisions {
  const { db, clock } = parts;

  /** CERT-10: the league's approval is the arrival at the region; it settles the month. */
  async function monthAfter(tx: Queries, before: Application, body: DecisionBody, atMs: number) {
    if (body.decision !== 'approve' || body.level === 'banner') return null;
    const { cutOffDay } = await readSettings(tx, parts.isDemo);
    return openMonth(tx, atMs, cutOffDay, body.level === 'region' ? (before.month ?? undefined) : undefined);
  }

  async function inTransaction(tx: Queries, actor: Actor, id: string, body: DecisionBody) {
    const before = await requireApplication(tx, id);
    if (before.versionHash !== body.versionHash)
      throw conflict('version-changed', 'It was changed after you opened it: read the new version first.');
    const { checklists } = await readSettings(tx, parts.isDemo);
    const missing = missingTicks(checklists, body.level, body.ticked);
    if (body.decision === 'approve' && missing.length > 0)
      throw new DomainError('invalid', 'checklist', `Tick off every item first: ${missing.join(', ')}.`);
    if (body.decision !== 'approve' && body.reason.trim() === '')
      throw new DomainError('invalid', 'reason-needed', 'Say why: the supplier reads it.');
    const atMs = clock.nowMs();
    const month = await monthAfter(tx, before, body, atMs);
    const { level, decision, reason, ticked } = body;
    return decideIn(tx, parts, actor, before, { level, decision, reason, ticked, atMs, change: { month } });
  }

  return {
    async decide(actor, id, body) {
      try {
        return await db.transaction((tx) => inTransaction(tx, actor, id, body));
      } catch (error) {
        throw asConflict(error);
      }
    },
    async of(id) {
      const rows = await db.query<Omit<DecisionRow, 'ticked'> & { ticked: string }>(
        `SELECT level, decision, version_hash AS versionHash, region_code AS regionCode, person_name AS personName,
           role, reason, ticked, at FROM application_decision WHERE application = ? ORDER BY id`,
        [id],
      );
      return rows.map((row) => ({ ...row, ticked: JSON.parse(row.ticked) as string[] }));
    },
  };
}

/** What only the database noticed is still told as what it is. */
export const asConflict = (error: unknown): unknown =>
  error instanceof DbError && error.code === 'constraint'
    ? conflict('separation-of-duties', 'Another decision was made meanwhile: load the page again.')
    : error;
