// Everybody with an account, in memory and in the store: a request is answered without reading, a change holds at once.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Grant, Place, Role } from './actor.ts';
import { type Person, placeOf, placeValue } from './person.ts';

interface PersonRow {
  id: string;
  login: string;
  name: string;
  password: string;
  must_change: number;
  one_time_until: number | null;
  created_at: number;
  disabled_at: number | null;
  signed_in_at: number | null;
}
interface GrantRow {
  person: string;
  role: Role;
  place_kind: Place['kind'];
  place_value: string;
}

export interface Directory {
  get(id: string): Person | undefined;
  byLogin(login: string): Person | undefined;
  all(): Person[];
  /** Writes the person and the grants within a transaction; `put` follows when it has committed. */
  write(tx: Queries, person: Person): Promise<void>;
  put(person: Person): void;
}

export async function openDirectory(db: Queries): Promise<Directory> {
  const people = new Map((await readAll(db)).map((person) => [person.id, person]));
  const ids = new Map([...people.values()].map(({ id, login }) => [login, id]));
  return {
    get: (id) => people.get(id),
    byLogin: (login) => people.get(ids.get(login) ?? ''),
    all: () => [...people.values()],
    write: writePerson,
    put(person) {
      people.set(person.id, person);
      ids.set(person.login, person.id);
    },
  };
}

async function readAll(db: Queries): Promise<Person[]> {
  const grants = new Map<string, Grant[]>();
  for (const row of await db.query<GrantRow>(
    'SELECT * FROM person_grant ORDER BY role, place_kind, place_value',
  )) {
    const held = grants.get(row.person) ?? [];
    grants.set(row.person, [...held, { role: row.role, place: placeOf(row.place_kind, row.place_value) }]);
  }
  return (await db.query<PersonRow>('SELECT * FROM person')).map((row) => ({
    id: row.id,
    login: row.login,
    name: row.name,
    password: row.password,
    mustChange: row.must_change === 1,
    oneTimeUntilMs: row.one_time_until,
    createdAtMs: row.created_at,
    disabledAtMs: row.disabled_at,
    signedInAtMs: row.signed_in_at,
    grants: grants.get(row.id) ?? [],
  }));
}

async function writePerson(tx: Queries, person: Person): Promise<void> {
  await tx.run(
    `INSERT INTO person (id, login, name, password, must_change, one_time_until, created_at, disabled_at, signed_in_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, password = excluded.password,
       must_change = excluded.must_change, one_time_until = excluded.one_time_until, disabled_at = excluded.disabled_at, signed_in_at = excluded.signed_in_at`,
    [
      person.id,
      person.login,
      person.name,
      person.password,
      person.mustChange ? 1 : 0,
      person.oneTimeUntilMs,
      person.createdAtMs,
      person.disabledAtMs,
      person.signedInAtMs,
    ],
  );
  await tx.run('DELETE FROM person_grant WHERE person = ?', [person.id]);
  for (const { role, place } of person.grants)
    await tx.run('INSERT INTO person_grant (person, role, place_kind, place_value) VALUES (?, ?, ?, ?)', [
      person.id,
      role,
      place.kind,
      placeValue(place),
    ]);
}
