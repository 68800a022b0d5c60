// Sessions of people who signed in: their tokens are known by hash only, in memory and in the store.
import { createHash } from 'node:crypto';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { isSessionOver } from './session-rules.ts';

export interface Session {
  /** Shown to its owner; not the token and nothing made of it. */
  id: string;
  hash: string;
  person: string;
  createdAtMs: number;
  seenAtMs: number;
  provedAtMs: number;
  address: string;
  agent: string;
}

interface Row {
  hash: string;
  id: string;
  person: string;
  created_at: number;
  seen_at: number;
  proved_at: number;
  address: string;
  agent: string;
}

export interface Sessions {
  /** A new session and its token of 256 random bits, which is told once. */
  open(
    person: string,
    from: { address: string; agent: string },
  ): Promise<{ token: string; session: Session }>;
  /** Undefined for a token that is none, or whose session is over. */
  find(token: string): Session | undefined;
  /** Keeps it from being idle; written once a minute. */
  touch(session: Session): Promise<void>;
  proved(session: Session): Promise<void>;
  of(person: string): Session[];
  /** Ends these; who watches (streams) is told. */
  end(which: (session: Session) => boolean): Promise<number>;
  onEnd(told: (session: Session) => void): void;
  close(): void;
}

const seenEveryMs = 60_000;
const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** PEO-13: the page's own token, made of the session's: nobody who lacks the cookie can know it. */
export const csrfOf = (token: string): string =>
  createHash('sha256').update(`csrf:${token}`, 'utf8').digest('base64url');

export async function openSessions(parts: {
  db: Db;
  clock: Clock;
  random: Random;
  log: Log;
}): Promise<Sessions> {
  const { db, clock, random, log } = parts;
  const sessions = new Map<string, Session>();
  const told: ((session: Session) => void)[] = [];
  for (const row of await db.query<Row>('SELECT * FROM session')) sessions.set(row.hash, fromRow(row));
  let cancel = clock.setTimer(seenEveryMs, sweep);

  async function end(which: (session: Session) => boolean): Promise<number> {
    const ended = [...sessions.values()].filter(which);
    for (const session of ended) {
      sessions.delete(session.hash);
      for (const tell of told) tell(session);
    }
    if (ended.length > 0)
      await db.run('DELETE FROM session WHERE hash IN (SELECT value FROM json_each(?))', [
        JSON.stringify(ended.map(({ hash }) => hash)),
      ]);
    return ended.length;
  }

  function sweep(): void {
    cancel = clock.setTimer(seenEveryMs, sweep);
    end((session) => isSessionOver(session, clock.nowMs())).catch((error: unknown) =>
      log.error({ error }, 'old sessions could not be removed'),
    );
  }

  return {
    async open(person, { address, agent }) {
      const token = Buffer.from(random.bytes(32)).toString('base64url');
      const id = Buffer.from(random.bytes(8)).toString('hex');
      const now = clock.nowMs();
      const session: Session = {
        id,
        hash: digest(token),
        person,
        createdAtMs: now,
        seenAtMs: now,
        provedAtMs: now,
        address: address.slice(0, 64),
        agent: agent.toWellFormed().slice(0, 200).toWellFormed(),
      };
      await db.run(
        `INSERT INTO session (hash, id, person, created_at, seen_at, proved_at, address, agent)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [session.hash, id, person, now, now, now, session.address, session.agent],
      );
      sessions.set(session.hash, session);
      return { token, session };
    },
    find(token) {
      const session = sessions.get(digest(token));
      return session && !isSessionOver(session, clock.nowMs()) ? session : undefined;
    },
    async touch(session) {
      const now = clock.nowMs();
      if (now - session.seenAtMs < seenEveryMs) return;
      session.seenAtMs = now;
      await db.run('UPDATE session SET seen_at = ? WHERE hash = ?', [now, session.hash]);
    },
    async proved(session) {
      session.provedAtMs = clock.nowMs();
      await db.run('UPDATE session SET proved_at = ? WHERE hash = ?', [session.provedAtMs, session.hash]);
    },
    of: (person) => [...sessions.values()].filter((session) => session.person === person),
    end,
    onEnd: (tell) => void told.push(tell),
    close: () => cancel(),
  };
}

const fromRow = (row: Row): Session => ({
  id: row.id,
  hash: row.hash,
  person: row.person,
  createdAtMs: row.created_at,
  seenAtMs: row.seen_at,
  provedAtMs: row.proved_at,
  address: row.address,
  agent: row.agent,
});
