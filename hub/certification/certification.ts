// The slice put together: suppliers, applications, decisions, batches, results, publicity, and what may be released.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Scope } from '../people/scope.ts';
import {
  type ApplicationFilter,
  type ApplicationPage,
  listApplications,
  readSteps,
  type Step,
} from './application-lists.ts';
import { type Applications, createApplications } from './applications.ts';
import { type Batches, createBatches } from './batches.ts';
import type { CertificationParts } from './certification-parts.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { type EvidenceRow, evidenceBytes, findEvidence, readEvidence } from './evidence-store.ts';
import { createPublicity, type Publicity } from './publicity.ts';
import { type CertifiedEntry, markReleasedIn, publishableIn } from './publishable.ts';
import { createResultImport, type ResultImport } from './result-import.ts';
import { type CertificationSettings, readSettings, writeSettings } from './settings.ts';
import { createSuppliers, type Suppliers } from './suppliers.ts';

export interface Certification {
  suppliers: Suppliers;
  applications: Applications;
  decisions: Decisions;
  batches: Batches;
  results: ResultImport;
  publicity: Publicity;
  list(scope: Scope, filter: ApplicationFilter): Promise<ApplicationPage>;
  steps(application: string): Promise<Step[]>;
  evidence: {
    of(application: string): Promise<EvidenceRow[]>;
    file(application: string, id: number): Promise<{ row: EvidenceRow; bytes: Uint8Array } | undefined>;
  };
  settings(): Promise<CertificationSettings>;
  setSettings(actor: Actor, settings: CertificationSettings): Promise<void>;
  /** Credit codes whose applications are frozen now. */
  frozen(): Promise<ReadonlySet<string>>;
  /** CERT-16: all that may be sold now by our own applications; also inside a transaction. */
  publishableEntries(queries?: Queries): Promise<CertifiedEntry[]>;
  /** CERT-16: in the transaction that publishes a catalog version. */
  markReleased(tx: Queries, entryIds: readonly string[], catalogVersion: number): Promise<void>;
}

export function createCertification(parts: CertificationParts): Certification {
  const { db, reader, clock } = parts;
  return {
    suppliers: createSuppliers(parts),
    applications: createApplications(parts),
    decisions: createDecisions(parts),
    batches: createBatches(parts),
    results: createResultImport(parts),
    publicity: createPublicity(parts),
    list: (scope, filter) => listApplications(parts, scope, filter),
    steps: (application) => readSteps(reader, application),
    evidence: {
      of: (application) => readEvidence(db, application),
      async file(application, id) {
        const row = await findEvidence(reader, application, id);
        const bytes = row && (await evidenceBytes(reader, row.sha256));
        return row && bytes ? { row, bytes } : undefined;
      },
    },
    settings: () => readSettings(reader, parts.isDemo),
    setSettings: (actor, settings) => writeSettings(parts, actor, settings),
    frozen: () => parts.blacklisted(reader),
    publishableEntries: (queries = db) => publishableIn(queries, parts),
    markReleased: (tx, ids, version) => markReleasedIn(tx, ids, version, clock.nowMs()),
  };
}
