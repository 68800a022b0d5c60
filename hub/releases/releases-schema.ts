// pure
// Releases. That two different people with two different keys signed, and none of its authors, is the database's business.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const releasesSchema: SliceSchema = {
  area: 'releases',
  migrations: [
    {
      id: 620,
      name: 'catalog releases',
      statements: [
        `CREATE TABLE release (
          id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('draft', 'ready', 'scheduled', 'published', 'dropped')),
          revision INTEGER NOT NULL, base_version INTEGER NOT NULL, version INTEGER, signable BLOB, digest TEXT,
          sizes TEXT, scheduled_at INTEGER, problem TEXT,
          created_by TEXT NOT NULL, created_by_name TEXT NOT NULL, created_at INTEGER NOT NULL,
          published_at INTEGER, published_by_name TEXT,
          CHECK (state IN ('draft', 'dropped') OR (signable IS NOT NULL AND digest IS NOT NULL AND version IS NOT NULL)),
          CHECK (state <> 'scheduled' OR scheduled_at IS NOT NULL)
        ) STRICT, WITHOUT ROWID`,
        "CREATE UNIQUE INDEX release_published_version ON release (version) WHERE state = 'published'",
        `CREATE TABLE release_change (
          release TEXT NOT NULL REFERENCES release (id), entry TEXT NOT NULL, line TEXT, base_line TEXT,
          name TEXT NOT NULL, source TEXT NOT NULL CHECK (source IN ('application', 'file', 'edit')),
          source_ref TEXT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL, at INTEGER NOT NULL,
          conflict INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (release, entry),
          CHECK (line IS NOT NULL OR base_line IS NOT NULL),
          CHECK (source <> 'edit' OR base_line IS NOT NULL)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE release_file (
          release TEXT NOT NULL REFERENCES release (id), sha256 TEXT NOT NULL, file_name TEXT NOT NULL,
          at INTEGER NOT NULL, by_name TEXT NOT NULL, rows INTEGER NOT NULL, accepted INTEGER NOT NULL,
          rejected INTEGER NOT NULL, unchanged INTEGER NOT NULL, rejected_rows TEXT NOT NULL,
          PRIMARY KEY (release, sha256)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE release_author (
          release TEXT NOT NULL REFERENCES release (id), person TEXT NOT NULL, PRIMARY KEY (release, person)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE release_signature (
          release TEXT NOT NULL REFERENCES release (id), revision INTEGER NOT NULL, person TEXT NOT NULL,
          person_name TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL, signed_at INTEGER NOT NULL,
          PRIMARY KEY (release, revision, person), UNIQUE (release, revision, key_id)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TRIGGER release_author_signs_not BEFORE INSERT ON release_signature
          WHEN EXISTS (SELECT 1 FROM release_author WHERE release = NEW.release AND person = NEW.person)
          BEGIN SELECT RAISE(ABORT, 'an author may not sign'); END`,
        `CREATE TRIGGER release_needs_two BEFORE UPDATE OF state ON release
          WHEN NEW.state IN ('scheduled', 'published') AND (SELECT count(*) FROM release_signature
            WHERE release = NEW.id AND revision = NEW.revision) < 2
          BEGIN SELECT RAISE(ABORT, 'two signatures are needed'); END`,
        `CREATE TRIGGER release_published_stays BEFORE UPDATE ON release WHEN OLD.state IN ('published', 'dropped')
          BEGIN SELECT RAISE(ABORT, 'a published release does not change'); END`,
      ],
    },
  ],
};
