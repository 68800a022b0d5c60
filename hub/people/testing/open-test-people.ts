// The people slice over a database in memory, with a clock that stands until it is moved.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Actor, Grant } from '../actor.ts';
import { openPeople, type People } from '../people.ts';
import { peopleSchema } from '../people-schema.ts';
import type { Person } from '../person.ts';

export const administrator: Grant = { role: 'administrator', place: { kind: 'region' } };
export const rigActor: Actor = { kind: 'machine', id: 'machine', name: 'rig', grants: [administrator] };

export interface TestPeople {
  people: People;
  db: Db;
  clock: { now: number };
  /** Without a password that lets anybody in. */
  add(login: string, ...grants: Grant[]): Promise<Person>;
  /** The same store, opened by a hub that starts again. */
  again(): Promise<People>;
  close(): Promise<void>;
}

export async function openTestPeople({ demo = false } = {}): Promise<TestPeople> {
  const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(db, peopleSchema.migrations, peopleSchema.area);
  const clock = { now: 1_790_000_000_000 };
  const parts = {
    db,
    reader: db,
    clock: { nowMs: () => clock.now, monotonicMs: () => clock.now, setTimer: () => () => undefined },
    random: systemRandom(),
    log: silentLog,
    adminToken: 'a'.repeat(43),
    demo,
  };
  const people = await openPeople(parts);
  return {
    people,
    db,
    clock,
    add: (login, ...grants) =>
      people.accounts.add({ login, name: login, grants, password: '-', mustChange: false }, rigActor),
    again: () => openPeople(parts),
    close: () => db.close(),
  };
}
