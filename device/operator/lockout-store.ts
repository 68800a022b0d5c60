// What the lockout remembers over a power cut: one row, written and synced before a PIN is looked at (OPR-2).
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import { defineMessage, parseJson } from '@zhuangui/protocol/schema.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Lockout, noLockout, spoiltLockout } from './lockout.ts';

/** Numbers 800 to 899 belong to the operator's desk. */
export const operatorMigrations: readonly Migration[] = [
  {
    id: 800,
    name: 'operator-lockout',
    statements: [
      `CREATE TABLE operator_lockout (
         one INTEGER PRIMARY KEY CHECK (one = 1),
         state TEXT NOT NULL
       ) STRICT`,
    ],
  },
  {
    id: 801,
    name: 'operator-open-vend',
    statements: [
      `CREATE TABLE operator_open_vend (
         vend TEXT PRIMARY KEY,
         slot INTEGER NOT NULL,
         entry TEXT NOT NULL,
         lot TEXT NOT NULL,
         operator TEXT NOT NULL
       ) STRICT`,
    ],
  },
];

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const stored = defineMessage(
  'lockout',
  4096,
  Closed({
    wrong: Type.Record(Type.String({ maxLength: 40 }), Count),
    rounds: Count,
    lockedMs: Count,
    quietMs: Count,
    pardons: Count,
    pardonDayMs: Count,
  }),
);

/** Whole milliseconds, rounded so that a wait never gets shorter. */
function rounded(state: Lockout): Lockout {
  const { lockedMs, quietMs, pardonDayMs } = state;
  return {
    ...state,
    lockedMs: Math.ceil(lockedMs),
    quietMs: Math.floor(quietMs),
    pardonDayMs: Math.floor(pardonDayMs),
  };
}

/** Committed and synced when it resolves. */
export async function saveLockout(db: Db, state: Lockout): Promise<void> {
  const text = JSON.stringify(rounded(state));
  await db.transaction((tx) =>
    tx.run('INSERT OR REPLACE INTO operator_lockout (one, state) VALUES (1, ?)', [text]),
  );
}

export async function loadLockout(db: Queries): Promise<Lockout> {
  const [row] = await db.query<{ state: string }>('SELECT state FROM operator_lockout');
  if (!row) return noLockout;
  const json = parseJson('lockout', new TextEncoder().encode(row.state));
  const checked = json.ok ? stored.check(json.value) : json;
  return checked.ok ? checked.value : spoiltLockout;
}
