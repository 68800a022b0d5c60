// pure
// Tables of people, their sessions, keys and tokens, and of the audit log.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const peopleSchema: SliceSchema = {
  area: 'people',
  migrations: [
    {
      id: 500,
      name: 'people',
      statements: [
        `CREATE TABLE person (
          id TEXT PRIMARY KEY,
          login TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          password TEXT NOT NULL,
          must_change INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          disabled_at INTEGER,
          signed_in_at INTEGER
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE person_grant (
          person TEXT NOT NULL,
          role TEXT NOT NULL,
          place_kind TEXT NOT NULL,
          place_value TEXT NOT NULL,
          PRIMARY KEY (person, role, place_kind, place_value)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX person_grant_role ON person_grant (role, place_kind)',
        `CREATE TABLE session (
          hash TEXT PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          person TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          seen_at INTEGER NOT NULL,
          proved_at INTEGER NOT NULL,
          address TEXT NOT NULL,
          agent TEXT NOT NULL
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX session_person ON session (person)',
        `CREATE TABLE sign_in_try (
          login TEXT PRIMARY KEY,
          failures INTEGER NOT NULL,
          tried_at INTEGER NOT NULL,
          locked_until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE web_key (
          id TEXT PRIMARY KEY,
          person TEXT NOT NULL,
          name TEXT NOT NULL,
          public_key BLOB NOT NULL,
          sign_count INTEGER NOT NULL,
          transports TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          used_at INTEGER
        ) STRICT`,
        'CREATE INDEX web_key_person ON web_key (person)',
        `CREATE TABLE api_token (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          hash TEXT NOT NULL UNIQUE,
          scopes TEXT NOT NULL,
          grants TEXT NOT NULL,
          created_by TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          revoked_at INTEGER,
          used_at INTEGER
        ) STRICT, WITHOUT ROWID`,
      ],
    },
    {
      id: 510,
      name: 'audit log',
      statements: [
        `CREATE TABLE audit_entry (
          seq INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          actor_kind TEXT NOT NULL,
          actor_id TEXT NOT NULL,
          actor_name TEXT NOT NULL,
          action TEXT NOT NULL,
          object TEXT NOT NULL,
          outcome TEXT NOT NULL,
          line TEXT NOT NULL,
          hash TEXT NOT NULL
        ) STRICT`,
        'CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq)',
        'CREATE INDEX audit_entry_object ON audit_entry (object, seq)',
        'CREATE INDEX audit_entry_action ON audit_entry (action, seq)',
        `CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
        `CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
        // INSERT OR REPLACE would take a row away without asking the trigger above.
        `CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry
         WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry)
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
      ],
    },
    {
      id: 520,
      name: 'one-time passwords end',
      statements: ['ALTER TABLE person ADD COLUMN one_time_until INTEGER'],
    },
  ],
};
