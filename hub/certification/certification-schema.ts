// pure
// Suppliers, applications, decisions, batches. What must never be otherwise is said to the database, not only to the code.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

const appendOnly = (table: string) =>
  (['UPDATE', 'DELETE'] as const).map(
    (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
      BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
  );

/** Levels whose approval of the very version a state needs, by how many. */
const approvalsNeeded = `CASE NEW.state
  WHEN 'banner-reviewed' THEN 1 WHEN 'league-reviewed' THEN 2 WHEN 'region-certified' THEN 3
  WHEN 'in-national-batch' THEN 3 WHEN 'in-publicity' THEN 4 WHEN 'published' THEN 4 ELSE 0 END`;

const tables = [
  `CREATE TABLE supplier (
    credit_code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    banner TEXT NOT NULL,
    league TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'closed')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX supplier_banner ON supplier (banner)',
  `CREATE TABLE application (
    id TEXT NOT NULL PRIMARY KEY,
    credit_code TEXT NOT NULL REFERENCES supplier (credit_code),
    banner TEXT NOT NULL,
    league TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    -- The published application whose entry this one renews.
    renews TEXT REFERENCES application (id),
    -- Month of the batch that takes it, from the league's approval on.
    month TEXT,
    certificate TEXT,
    valid_from TEXT,
    valid_until TEXT,
    publicity_until INTEGER,
    published_at INTEGER,
    released_version INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER
  ) STRICT`,
  'CREATE INDEX application_state ON application (state, updated_at)',
  'CREATE INDEX application_banner ON application (banner, state)',
  'CREATE INDEX application_league ON application (league, state)',
  'CREATE INDEX application_supplier ON application (credit_code, state)',
  'CREATE INDEX application_month ON application (month, state)',
  'CREATE INDEX application_certificate ON application (certificate)',
  // Every version that was ever handed in, as it was.
  `CREATE TABLE application_version (
    hash TEXT NOT NULL PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    evidence TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    UNIQUE (application, version)
  ) STRICT`,
  // Whoever wrote on it does not decide on it.
  `CREATE TABLE application_author (
    application TEXT NOT NULL REFERENCES application (id),
    person TEXT NOT NULL,
    PRIMARY KEY (application, person)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE application_decision (
    id INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    version_hash TEXT NOT NULL REFERENCES application_version (hash),
    level TEXT NOT NULL CHECK (level IN ('banner', 'league', 'region', 'national')),
    region_code TEXT NOT NULL,
    person TEXT NOT NULL,
    person_kind TEXT NOT NULL CHECK (person_kind = 'person'),
    person_name TEXT NOT NULL,
    role TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approve', 'return', 'reject')),
    reason TEXT NOT NULL,
    ticked TEXT NOT NULL,
    at INTEGER NOT NULL,
    CHECK (decision = 'approve' OR length(reason) > 0),
    UNIQUE (application, person)
  ) STRICT`,
  `CREATE UNIQUE INDEX application_decision_level ON application_decision (version_hash, level)
    WHERE decision = 'approve'`,
  `CREATE TABLE application_step (
    id INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    at INTEGER NOT NULL,
    by_kind TEXT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL,
    state_from TEXT NOT NULL,
    state_to TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_hash TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX application_step_of ON application_step (application, id)',
  'CREATE TABLE evidence_blob (sha256 TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
  `CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    sha256 TEXT NOT NULL REFERENCES evidence_blob (sha256),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    size INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL,
    -- Versions handed in before still have it.
    removed_at INTEGER
  ) STRICT`,
  'CREATE INDEX evidence_of ON evidence (application, id)',
  `CREATE TABLE month_batch (
    month TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'submitted')),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by TEXT,
    submitted_at INTEGER,
    submitted_by TEXT,
    file BLOB,
    file_sha256 TEXT
  ) STRICT`,
  `CREATE TABLE batch_item (
    month TEXT NOT NULL REFERENCES month_batch (month),
    application TEXT NOT NULL REFERENCES application (id),
    version_hash TEXT NOT NULL,
    result TEXT CHECK (result IN ('passed', 'refused')),
    result_reason TEXT,
    result_at INTEGER,
    PRIMARY KEY (month, application)
  ) STRICT, WITHOUT ROWID`,
  'CREATE UNIQUE INDEX batch_item_application ON batch_item (application)',
  `CREATE TABLE objection (
    id INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    objector TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'dismissed', 'upheld')),
    answer TEXT,
    answered_at INTEGER,
    answered_by TEXT
  ) STRICT`,
  'CREATE INDEX objection_of ON objection (application, state)',
  'CREATE TABLE certification_setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT',
];

const guards = [
  ...['application_decision', 'application_step', 'application_version'].flatMap(appendOnly),
  // CERT-7: a decision is about the version as it is, in its level's turn, by somebody who did not write it.
  `CREATE TRIGGER application_decision_turn BEFORE INSERT ON application_decision
    WHEN NOT EXISTS (SELECT 1 FROM application WHERE id = NEW.application
      AND version_hash = NEW.version_hash AND state = CASE NEW.level WHEN 'banner' THEN 'submitted'
        WHEN 'league' THEN 'banner-reviewed' WHEN 'region' THEN 'league-reviewed' ELSE 'in-national-batch' END)
    BEGIN SELECT RAISE(ABORT, 'not this level''s turn, or not this version'); END`,
  `CREATE TRIGGER application_decision_author BEFORE INSERT ON application_decision
    WHEN EXISTS (SELECT 1 FROM application_author
      WHERE application = NEW.application AND person = NEW.person)
    BEGIN SELECT RAISE(ABORT, 'whoever wrote it does not decide on it'); END`,
  // CERT-2: no state without its levels' approvals of this very version.
  `CREATE TRIGGER application_levels BEFORE UPDATE ON application
    WHEN (SELECT count(DISTINCT person) FROM application_decision WHERE application = NEW.id
      AND version_hash = NEW.version_hash AND decision = 'approve') < ${approvalsNeeded}
    BEGIN SELECT RAISE(ABORT, 'a level is missing'); END`,
  `CREATE TRIGGER application_begins BEFORE INSERT ON application WHEN NEW.state <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'an application begins as a draft'); END`,
  `CREATE TRIGGER application_stays BEFORE DELETE ON application
    BEGIN SELECT RAISE(ABORT, 'applications are not deleted'); END`,
];

const migrations: readonly Migration[] = [
  { id: 550, name: 'certification', statements: [...tables, ...guards] },
];

export const certificationSchema = { area: 'certification', migrations };
