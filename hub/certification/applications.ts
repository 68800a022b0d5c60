// Writing an application: draft, files, handing in, taking back. Deciding on it is in decisions.ts.
import { createHash } from 'node:crypto';
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Content, checkContent, orderedJson } from './application-content.ts';
import { nextState } from './application-machine.ts';
import {
  type Application,
  applicationPlace,
  findApplication,
  insertApplication,
  nextApplicationId,
  requireApplication,
  saveApplication,
  writeStep,
} from './application-store.ts';
import {
  type CertificationParts,
  requireCan,
  requirePerson,
  requireUnfrozen,
} from './certification-parts.ts';
import { checkEvidence, evidenceFilesMax, evidenceSentences } from './evidence-kind.ts';
import { findEvidence, insertEvidence, readEvidence, removeEvidence } from './evidence-store.ts';
import { requireHandable } from './hand-in-checks.ts';
import { findSupplier } from './suppliers.ts';
import { versionHash } from './version-hash.ts';

export interface NewApplication {
  creditCode: string;
  content: Content;
  /** The published application whose entry this one renews. */
  renews?: string;
}

export interface Applications {
  find(id: string): Promise<Application | undefined>;
  /** CERT-3: a draft. Resolves with its id. Throws DomainError. */
  create(actor: Actor, body: NewApplication): Promise<string>;
  /** CERT-6: `versionHash` is what the writer saw. A change under review makes a new version; approvals are void. */
  edit(actor: Actor, id: string, body: { versionHash: string; content: Content }): Promise<Application>;
  addEvidence(actor: Actor, id: string, file: { name: string; bytes: Uint8Array }): Promise<Application>;
  removeEvidence(actor: Actor, id: string, evidence: number): Promise<Application>;
  submit(actor: Actor, id: string): Promise<Application>;
  withdraw(actor: Actor, id: string, reason: string): Promise<Application>;
}

const notNow = (what: string) =>
  new DomainError(
    'conflict',
    'state',
    `The application cannot be ${what} in its state: load the page again.`,
  );

export function createApplications(parts: CertificationParts): Applications {
  const { db, clock } = parts;

  /** The row, when the actor may write on it and its supplier is not frozen. */
  async function writable(tx: Queries, actor: Actor, id: string): Promise<Application> {
    const found = await requireApplication(tx, id);
    requireCan(actor, 'application.write', applicationPlace(found));
    return found;
  }

  async function hashOf(tx: Queries, of: Application): Promise<string> {
    const { id, version, creditCode, supplierName, content } = of;
    const evidence = await readEvidence(tx, id);
    return versionHash({ application: id, version, creditCode, supplierName, content, evidence });
  }

  /** Everything that changes what an approval is about comes through here. */
  async function change(
    tx: Queries,
    actor: Actor,
    before: Application,
    what: { what: string; detail?: string; content?: Content },
  ): Promise<Application> {
    requireUnfrozen(await parts.blacklisted(tx), before.creditCode);
    const state = nextState(before.state, { kind: 'edit' });
    if (!state) throw notNow('changed');
    const atMs = clock.nowMs();
    const version = before.state === 'draft' ? before.version : before.version + 1;
    const content = what.content ?? before.content;
    const next: Application = { ...before, state, version, content, month: null, updatedAt: atMs };
    next.versionHash = await hashOf(tx, next);
    const after = await saveApplication(tx, before, next);
    await noteAuthor(tx, before.id, actor);
    await writeStep(tx, { actor, atMs, ...what }, before, after);
    return after;
  }

  async function requireRenewable(tx: Queries, body: NewApplication): Promise<void> {
    if (!body.renews) return;
    const old = await findApplication(tx, body.renews);
    const isOurs = old?.creditCode === body.creditCode;
    if (!isOurs || (old.state !== 'published' && old.state !== 'expired'))
      throw new DomainError('invalid', 'renews', 'Only a published entry of the same supplier is renewed.');
  }

  async function draftOf(tx: Queries, body: NewApplication): Promise<Application> {
    const supplier = await findSupplier(tx, body.creditCode);
    if (supplier?.status !== 'active')
      throw new DomainError('invalid', 'supplier', 'Register the supplier first, or reopen it.');
    const [atMs, { banner }] = [clock.nowMs(), body.content];
    const id = await nextApplicationId(tx, banner, dayOf(atMs).slice(0, 4));
    const draft: Application = {
      ...emptyApplication,
      id,
      creditCode: body.creditCode,
      supplierName: supplier.name,
      banner,
      league: leagueOfBanner(banner),
      content: body.content,
      renews: body.renews ?? null,
      createdAt: atMs,
      updatedAt: atMs,
    };
    return { ...draft, versionHash: await hashOf(tx, draft) };
  }

  async function create(actor: Actor, body: NewApplication): Promise<string> {
    checkContent(body.content);
    const { banner } = body.content;
    const place = { banner, league: leagueOfBanner(banner), creditCode: body.creditCode };
    requireCan(actor, 'application.write', place);
    return db.transaction(async (tx) => {
      requireUnfrozen(await parts.blacklisted(tx), body.creditCode);
      await requireRenewable(tx, body);
      const draft = await draftOf(tx, body);
      await insertApplication(tx, draft);
      await noteAuthor(tx, draft.id, actor);
      await writeStep(tx, { actor, atMs: draft.createdAt, what: 'created' }, draft, draft);
      return draft.id;
    });
  }

  const edit: Applications['edit'] = async (actor, id, { versionHash: seen, content }) => {
    checkContent(content);
    return db.transaction(async (tx) => {
      const before = await writable(tx, actor, id);
      requireCan(actor, 'application.write', {
        banner: content.banner,
        league: leagueOfBanner(content.banner),
        creditCode: before.creditCode,
      });
      if (before.versionHash !== seen)
        throw new DomainError('conflict', 'version-changed', 'It was changed meanwhile: load it again.');
      if (orderedJson(content) === orderedJson(before.content)) return before;
      return change(tx, actor, before, { what: 'edited', content });
    });
  };

  const addEvidence: Applications['addEvidence'] = async (actor, id, { name, bytes }) => {
    const kind = checkEvidence(bytes, name);
    if (typeof kind === 'object')
      throw new DomainError('invalid', kind.problem, evidenceSentences[kind.problem]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return db.transaction(async (tx) => {
      const before = await writable(tx, actor, id);
      const held = await readEvidence(tx, id);
      if (held.length >= evidenceFilesMax)
        throw new DomainError('invalid', 'too-many', 'An application has 20 files at most.');
      if (held.some((one) => one.sha256 === sha256 && one.name === name)) return before;
      const addedAt = clock.nowMs();
      const row = { application: id, sha256, name, kind, size: bytes.length, addedAt, addedBy: actor.name };
      await insertEvidence(tx, row, bytes);
      return change(tx, actor, before, { what: 'evidence-added', detail: name });
    });
  };

  const dropEvidence: Applications['removeEvidence'] = (actor, id, evidence) =>
    db.transaction(async (tx) => {
      const before = await writable(tx, actor, id);
      const held = (await readEvidence(tx, id)).find((one) => one.id === evidence);
      if (!held || !(await findEvidence(tx, id, evidence)))
        throw new DomainError('unknown', 'evidence', 'The application has no such file.');
      await removeEvidence(tx, evidence, clock.nowMs());
      return change(tx, actor, before, { what: 'evidence-removed', detail: held.name });
    });

  /** A returned application that is handed in as it was is still a new version: what was said about the old one stays. */
  async function submit(actor: Actor, id: string): Promise<Application> {
    requirePerson(actor);
    return db.transaction(async (tx) => {
      const before = await writable(tx, actor, id);
      requireUnfrozen(await parts.blacklisted(tx), before.creditCode);
      const state = nextState(before.state, { kind: 'submit' });
      if (!state) throw notNow('handed in');
      await requireHandable(tx, before);
      const atMs = clock.nowMs();
      const version = before.state === 'returned' ? before.version + 1 : before.version;
      const next: Application = {
        ...before,
        state,
        version,
        month: null,
        submittedAt: atMs,
        updatedAt: atMs,
      };
      next.versionHash = await hashOf(tx, next);
      await keepVersion(tx, next, actor, atMs);
      const after = await saveApplication(tx, before, next);
      await noteAuthor(tx, id, actor);
      await writeStep(tx, { actor, atMs, what: 'submitted' }, before, after);
      return after;
    });
  }

  const withdraw: Applications['withdraw'] = (actor, id, reason) =>
    db.transaction(async (tx) => {
      const before = await writable(tx, actor, id);
      const state = nextState(before.state, { kind: 'withdraw' });
      if (!state) throw notNow('withdrawn');
      const atMs = clock.nowMs();
      const after = await saveApplication(tx, before, { state, month: null, updatedAt: atMs });
      await writeStep(tx, { actor, atMs, what: 'withdrawn', detail: reason }, before, after);
      return after;
    });

  return {
    find: (id) => findApplication(db, id),
    create,
    edit,
    addEvidence,
    removeEvidence: dropEvidence,
    submit,
    withdraw,
  };
}

const emptyApplication = {
  state: 'draft' as const,
  version: 1,
  versionHash: '',
  month: null,
  certificate: null,
  validFrom: null,
  validUntil: null,
  publicityUntil: null,
  publishedAt: null,
  releasedVersion: null,
  submittedAt: null,
};

async function noteAuthor(tx: Queries, application: string, actor: Actor): Promise<void> {
  await tx.run('INSERT INTO application_author (application, person) VALUES (?, ?) ON CONFLICT DO NOTHING', [
    application,
    actor.id,
  ]);
}

async function keepVersion(tx: Queries, of: Application, actor: Actor, atMs: number): Promise<void> {
  const evidence = (await readEvidence(tx, of.id)).map(({ sha256, name }) => ({ sha256, name }));
  await tx.run(
    `INSERT INTO application_version (hash, application, version, content, evidence, at, by_id, by_name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      of.versionHash,
      of.id,
      of.version,
      orderedJson({ ...of.content, supplierName: of.supplierName }),
      JSON.stringify(evidence),
      atMs,
      actor.id,
      actor.name,
    ],
  );
}
