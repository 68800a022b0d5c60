// pure
// Tables of exposure notices and complaints. What needs two people is refused by the database itself.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { SliceSchema } from '../store/open-hub-store.ts';

const migrations: readonly Migration[] = [
  {
    id: 650,
    name: 'exposure notices and complaints',
    statements: [
      `CREATE TABLE exposure (
        id TEXT NOT NULL PRIMARY KEY,
        target_kind TEXT NOT NULL CHECK (target_kind IN ('counter', 'company', 'supplier')),
        target TEXT NOT NULL,
        target_name TEXT NOT NULL,
        sanction TEXT,
        level TEXT NOT NULL CHECK (level IN ('region', 'league', 'banner')),
        -- Issuing place; null for the region.
        league TEXT,
        banner TEXT,
        -- Whose right of reply it is; one of the two.
        operating_company TEXT,
        credit_code TEXT,
        created_at INTEGER NOT NULL,
        reply_until INTEGER,
        reply TEXT,
        replied_by TEXT,
        replied_at INTEGER,
        published_at INTEGER,
        published_by TEXT,
        taken_down_at INTEGER,
        taken_down_by TEXT,
        take_down_reason TEXT
      ) STRICT`,
      `CREATE TABLE exposure_text (
        exposure TEXT NOT NULL REFERENCES exposure (id),
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        legal_basis TEXT NOT NULL,
        -- Why it was corrected; empty for the first.
        why TEXT NOT NULL,
        drafted_by_id TEXT NOT NULL,
        drafted_by TEXT NOT NULL,
        drafted_at INTEGER NOT NULL,
        approved_by_id TEXT,
        approved_by TEXT,
        approved_at INTEGER,
        PRIMARY KEY (exposure, version),
        CHECK (approved_by_id IS NULL OR approved_by_id <> drafted_by_id)
      ) STRICT, WITHOUT ROWID`,
      // EXP-1: nobody approves what they wrote a part of.
      `CREATE TRIGGER exposure_four_eyes BEFORE UPDATE OF approved_by_id ON exposure_text
        WHEN EXISTS (SELECT 1 FROM exposure_text WHERE exposure = NEW.exposure AND drafted_by_id = NEW.approved_by_id)
        BEGIN SELECT RAISE(ABORT, 'a second person approves'); END`,
      `CREATE TRIGGER exposure_text_stays BEFORE UPDATE OF title, body, legal_basis, why, drafted_by_id, version,
        exposure ON exposure_text BEGIN SELECT RAISE(ABORT, 'a new text is a new version'); END`,
      `CREATE TRIGGER exposure_text_kept BEFORE DELETE ON exposure_text
        BEGIN SELECT RAISE(ABORT, 'texts are kept'); END`,
      // EXP-2: only an approved newest text, and only after the reply or its time.
      `CREATE TRIGGER exposure_published BEFORE UPDATE OF published_at ON exposure
        WHEN NEW.published_at IS NOT NULL AND ((SELECT approved_by_id FROM exposure_text WHERE exposure = NEW.id
          ORDER BY version DESC LIMIT 1) IS NULL OR NEW.reply_until IS NULL
          OR (NEW.replied_at IS NULL AND NEW.reply_until > NEW.published_at))
        BEGIN SELECT RAISE(ABORT, 'not approved, or the party may still reply'); END`,
      `CREATE TABLE complaint (
        code TEXT NOT NULL PRIMARY KEY,
        form TEXT NOT NULL UNIQUE,
        counter TEXT NOT NULL,
        order_id TEXT NOT NULL,
        category TEXT NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'answered', 'closed')),
        league TEXT NOT NULL,
        banner TEXT NOT NULL,
        operating_company TEXT NOT NULL,
        host_unit TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        assigned_to TEXT
      ) STRICT`,
      'CREATE INDEX complaint_order ON complaint (counter, order_id)',
      // Apart from the complaint, so that no list and no export ever holds it.
      `CREATE TABLE complaint_contact (
        code TEXT NOT NULL PRIMARY KEY REFERENCES complaint (code),
        contact TEXT NOT NULL
      ) STRICT`,
      `CREATE TABLE complaint_step (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL REFERENCES complaint (code),
        at INTEGER NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('assigned', 'note', 'answer', 'closed', 'reopened')),
        text TEXT NOT NULL
      ) STRICT`,
      'CREATE INDEX complaint_step_of ON complaint_step (code, id)',
      `CREATE TRIGGER complaint_step_stays BEFORE UPDATE ON complaint_step
        BEGIN SELECT RAISE(ABORT, 'steps are kept'); END`,
    ],
  },
];

export const supervisionSchema: SliceSchema = { area: 'supervision', migrations };
