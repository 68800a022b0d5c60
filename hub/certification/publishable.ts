// CERT-16: what the releases may put on counters: published nationally, valid, not blacklisted, four approvals by four people.

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { type Content, entryOf } from './application-content.ts';
import { type Level, levels } from './application-machine.ts';
import { type Application, saveApplication, selectApplications, writeStep } from './application-store.ts';
import type { CertificationParts } from './certification-parts.ts';

export interface Approval {
  level: Level;
  person: string;
  personName: string;
  role: string;
  regionCode: string;
  at: number;
}

/** An entry with the proof that it went through all four levels. */
export interface CertifiedEntry {
  entry: Entry;
  application: string;
  versionHash: string;
  /** One of each level, in their order, by four different people, all of this very version. */
  approvals: Approval[];
  publishedAt: number;
  /** Id of the entry it renews; equal to its own when the certificate kept its number. */
  replaces: string | null;
  /** Version of the catalog that first carried it. */
  releasedVersion: number | null;
}

interface ApprovalRow extends Approval {
  application: string;
}

/** Approvals of the current versions of these applications. */
async function approvalsOf(queries: Queries, ids: readonly string[]): Promise<Map<string, Approval[]>> {
  const rows = await queries.query<ApprovalRow>(
    `SELECT d.application, d.level, d.person, d.person_name AS personName, d.role, d.region_code AS regionCode, d.at
     FROM application_decision d JOIN application a ON a.id = d.application AND a.version_hash = d.version_hash
     WHERE d.decision = 'approve' AND d.application IN (SELECT value FROM json_each(?)) ORDER BY d.id`,
    [JSON.stringify(ids)],
  );
  const found = new Map<string, Approval[]>();
  for (const { application, ...approval } of rows)
    found.set(application, [...(found.get(application) ?? []), approval]);
  return found;
}

const isComplete = (approvals: readonly Approval[]): boolean =>
  levels.every((level, at) => approvals[at]?.level === level) &&
  approvals.length === levels.length &&
  new Set(approvals.map(({ person }) => person)).size === levels.length;

type Kept = Content & { supplierName: string };

async function keptContents(queries: Queries, hashes: readonly string[]): Promise<Map<string, Kept>> {
  const rows = await queries.query<{ hash: string; content: string }>(
    'SELECT hash, content FROM application_version WHERE hash IN (SELECT value FROM json_each(?))',
    [JSON.stringify(hashes)],
  );
  return new Map(rows.map(({ hash, content }) => [hash, JSON.parse(content) as Kept]));
}

/** The entry from the words that were approved, never from anything that came later. */
function certifiedEntry(
  of: Application,
  kept: Kept,
  approvals: Approval[],
  replaces: string | null,
): CertifiedEntry {
  const { supplierName, ...content } = kept;
  const certificate = { number: of.certificate!, validFrom: of.validFrom!, validUntil: of.validUntil! };
  return {
    entry: entryOf(content, { name: supplierName, creditCode: of.creditCode }, certificate),
    application: of.id,
    versionHash: of.versionHash,
    approvals,
    publishedAt: of.publishedAt!,
    replaces,
    releasedVersion: of.releasedVersion,
  };
}

async function renewedIds(queries: Queries, all: readonly Application[]): Promise<Map<string, string>> {
  const rows = await queries.query<{ id: string; certificate: string }>(
    'SELECT id, certificate FROM application WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(all.flatMap(({ renews }) => renews ?? []))],
  );
  return new Map(rows.map(({ id, certificate }) => [id, certificate]));
}

/** Of several published applications of one certificate number, the renewal counts. */
const newestOf = (all: readonly CertifiedEntry[]): CertifiedEntry[] => [
  ...new Map(
    [...all].sort((a, b) => a.publishedAt - b.publishedAt).map((one) => [one.entry.id, one]),
  ).values(),
];

/** Inside a transaction too, so that a draft can be checked again when it is published. */
export async function publishableIn(
  queries: Queries,
  parts: Pick<CertificationParts, 'clock' | 'blacklisted'>,
): Promise<CertifiedEntry[]> {
  const today = dayOf(parts.clock.nowMs());
  const frozen = await parts.blacklisted(queries);
  const all = (
    await selectApplications(queries, "a.state = 'published' AND a.valid_until >= ?", [today])
  ).filter(({ creditCode }) => !frozen.has(creditCode));
  const approvals = await approvalsOf(
    queries,
    all.map(({ id }) => id),
  );
  const contents = await keptContents(
    queries,
    all.map(({ versionHash }) => versionHash),
  );
  const renewed = await renewedIds(queries, all);
  return newestOf(
    all.flatMap((one) => {
      const [given, kept] = [approvals.get(one.id) ?? [], contents.get(one.versionHash)];
      if (!kept || !isComplete(given)) return [];
      return [certifiedEntry(one, kept, given, one.renews ? (renewed.get(one.renews) ?? null) : null)];
    }),
  );
}

const releases = { kind: 'machine' as const, id: 'machine', name: 'release' };

/** Writes down that a catalog version carries these entries now; those marked before, or of no application, are let be. */
export async function markReleasedIn(
  tx: Queries,
  entryIds: readonly string[],
  version: number,
  atMs: number,
): Promise<void> {
  const all = await selectApplications(
    tx,
    `a.state = 'published' AND a.released_version IS NULL
     AND a.certificate IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(entryIds)],
  );
  for (const before of all) {
    const after = await saveApplication(tx, before, { releasedVersion: version });
    await writeStep(tx, { actor: releases, atMs, what: 'released', detail: String(version) }, before, after);
  }
}
