// SEC-9: in which roles nobody acts on a password alone.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Role } from './actor.ts';
import type { Person } from './person.ts';

export interface KeyPolicy {
  /** True: this person's role asks for a security key and there is none yet. */
  lacksKey(person: Person): Promise<boolean>;
}

/** Looked up with every request, so that a key that is removed counts at once. */
export function createKeyPolicy(db: Queries, roles: readonly Role[]): KeyPolicy {
  return {
    async lacksKey({ id, grants }) {
      if (!grants.some(({ role }) => roles.includes(role))) return false;
      return (await db.query('SELECT 1 FROM web_key WHERE person = ? LIMIT 1', [id])).length === 0;
    },
  };
}
