// People who work at counters, as the hub keeps them. PINs are hashed before they are stored.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { type OperatorAccount, OperatorId, OperatorRole } from '@zhuangui/protocol/settings.ts';
import { Closed, CounterId, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import type { Random } from '../platform/random.ts';
import { badgeHash, hashPin } from './pin.ts';

export const NewOperator = Closed({
  operator: OperatorId,
  name: Text(40),
  role: OperatorRole,
  pin: Type.String({ pattern: '^[0-9]{6}$' }),
  badge: Type.Optional(Type.String({ minLength: 4, maxLength: 200 })),
  /** Where the person may work; left out: everywhere. */
  counters: Type.Optional(Type.Array(CounterId, { maxItems: 2000, uniqueItems: true })),
});
export type NewOperator = Static<typeof NewOperator>;
export const newOperatorMessage = defineMessage('operator', 65_536, NewOperator);

export interface OperatorRow {
  account: OperatorAccount;
  /** Undefined: all. */
  counters: ReadonlySet<string> | undefined;
  failures: number;
  lockedUntilMs: number;
}

interface Row {
  operator: string;
  name: string;
  role: OperatorAccount['role'];
  pin: string;
  badge: string | null;
  counters: string | null;
  failures: number;
  locked_until: number;
}

const fromRow = (row: Row): OperatorRow => ({
  account: {
    operator: row.operator,
    name: row.name,
    role: row.role,
    pin: row.pin,
    ...(row.badge === null ? {} : { badge: row.badge }),
  },
  counters: row.counters === null ? undefined : new Set(JSON.parse(row.counters) as string[]),
  failures: row.failures,
  lockedUntilMs: row.locked_until,
});

/** OPS-2: a PIN that many choose, or that is a run of digits, is no PIN. */
export function isGuessable(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  if (steps.every((step) => step === steps[0] && [0, 1, 9].includes(step))) return true;
  return new Set(pin).size <= 2 || pin.slice(0, 3) === pin.slice(3);
}

/** All accounts, by number. */
export async function readOperators(db: Queries): Promise<OperatorRow[]> {
  return (await db.query<Row>('SELECT * FROM operator_account ORDER BY operator')).map(fromRow);
}

export async function readOperator(db: Queries, operator: string): Promise<OperatorRow | undefined> {
  const rows = await db.query<Row>('SELECT * FROM operator_account WHERE operator = ?', [operator]);
  return rows.map(fromRow)[0];
}

/** Adds a person or replaces what is known of one. */
export async function writeOperator(db: Db, person: NewOperator, random: Random): Promise<void> {
  const { operator, name, role, badge, counters } = person;
  const pin = await hashPin(person.pin, random.bytes(16));
  await db.run(
    `INSERT INTO operator_account (operator, name, role, pin, badge, counters) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (operator) DO UPDATE SET name = excluded.name, role = excluded.role, pin = excluded.pin,
       badge = excluded.badge, counters = excluded.counters, failures = 0, locked_until = 0`,
    [operator, name, role, pin, badge ? badgeHash(badge) : null, counters ? JSON.stringify(counters) : null],
  );
}

/** False when there is no such person. */
export async function removeOperator(db: Db, operator: string): Promise<boolean> {
  return (await db.run('DELETE FROM operator_account WHERE operator = ?', [operator])).changes === 1;
}

/** OPS-3: what a try costs is committed before the PIN is looked at. */
export async function noteTry(db: Db, operator: string, failures: number, lockedUntilMs: number) {
  await db.run('UPDATE operator_account SET failures = ?, locked_until = ? WHERE operator = ?', [
    failures,
    lockedUntilMs,
    operator,
  ]);
}
