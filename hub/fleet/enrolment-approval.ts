// Enrolments that wait for a person: the machine showed the right code and proved its keys, and is not certified yet.
import { createHash } from 'node:crypto';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { codeLifeMs, wrongTriesMax } from './enrolment-code.ts';
import type { Also } from './registry.ts';

/** A claim that somebody made, or the machine that came with it. */
export interface EnrolmentRow {
  counter: string;
  /** `claimed`: nobody came with the code yet. */
  state: 'claimed' | 'expired' | 'waiting' | 'approved' | 'refused';
  expiresAtMs: number;
  wrongTries: number;
  askedAtMs: number | null;
  times: number;
  /** Begin of the SHA-256 of the machine's journal key, as its own screen shows it; null before it came. */
  fingerprint: string | null;
  decidedBy: string | null;
  decidedAtMs: number | null;
  reason: string | null;
}

export interface Approvals {
  isNeeded(): Promise<boolean>;
  setNeeded(isNeeded: boolean, also?: Also): Promise<void>;
  /** FLT-10: the code was right. Without the policy, or approved for exactly this key: go on. */
  ask(counter: string, journalKey: string): Promise<'go on' | 'approval-waiting' | 'approval-refused'>;
  /** Every open claim and what waits, newest first. */
  list(): Promise<EnrolmentRow[]>;
  /** Throws DomainError `not-waiting`; approval gives the code its time anew. */
  decide(
    counter: string,
    decision: { approved: boolean; fingerprint: string; by: string; reason: string },
    also?: Also,
  ): Promise<void>;
}

interface Request {
  counter: string;
  journal_key: string;
  state: 'waiting' | 'approved' | 'refused';
}

/** What a person compares: 16 hexadecimal digits of the SHA-256 of the key. */
export const keyFingerprint = (journalKey: string): string =>
  createHash('sha256').update(Buffer.from(journalKey, 'base64')).digest('hex').slice(0, 16);

const requestOf = async (tx: Queries, counter: string) =>
  (await tx.query<Request>('SELECT * FROM enrolment_request WHERE counter = ?', [counter]))[0];

async function policy(tx: Queries): Promise<boolean> {
  const rows = await tx.query<{ value: string }>(
    "SELECT value FROM fleet_policy WHERE name = 'enrolment-approval'",
  );
  return rows[0]?.value === 'on';
}

const listSql = `SELECT code.counter, code.expires_at AS expiresAtMs, code.wrong_tries AS wrongTries, code.used_at AS usedAt,
  request.state, request.journal_key AS journalKey, request.asked_at AS askedAtMs, request.times,
  request.decided_by AS decidedBy, request.decided_at AS decidedAtMs, request.reason
  FROM enrolment_code AS code LEFT JOIN enrolment_request AS request ON request.counter = code.counter
  WHERE code.used_at IS NULL ORDER BY coalesce(request.asked_at, code.expires_at) DESC`;

type ListRow = Omit<EnrolmentRow, 'state' | 'fingerprint'> & {
  state: Request['state'] | null;
  journalKey: string | null;
};

export function createEnrolmentApprovals({ db, clock }: { db: Db; clock: Clock }): Approvals {
  async function decideIn(
    tx: Queries,
    counter: string,
    { approved, fingerprint, by, reason }: Parameters<Approvals['decide']>[1],
  ): Promise<void> {
    const request = await requestOf(tx, counter);
    if (request?.state !== 'waiting' || keyFingerprint(request.journal_key) !== fingerprint)
      throw new DomainError(
        'conflict',
        'not-waiting',
        'This machine does not wait any more: load the list again.',
      );
    const nowMs = clock.nowMs();
    await tx.run(
      'UPDATE enrolment_request SET state = ?, decided_by = ?, decided_at = ?, reason = ? WHERE counter = ?',
      [approved ? 'approved' : 'refused', by, nowMs, reason, counter],
    );
    await tx.run(
      'UPDATE enrolment_code SET expires_at = ? WHERE counter = ? AND used_at IS NULL AND wrong_tries < ?',
      [approved ? nowMs + codeLifeMs : 0, counter, wrongTriesMax],
    );
  }

  return {
    isNeeded: () => policy(db),
    async setNeeded(isNeeded, also) {
      await db.transaction(async (tx) => {
        await tx.run("INSERT OR REPLACE INTO fleet_policy (name, value) VALUES ('enrolment-approval', ?)", [
          isNeeded ? 'on' : 'off',
        ]);
        await also?.(tx);
      });
    },
    ask: (counter, journalKey) =>
      db.transaction(async (tx) => {
        const request = await requestOf(tx, counter);
        const isSame = request?.journal_key === journalKey;
        if (isSame && request.state === 'refused') return 'approval-refused';
        if ((isSame && request.state === 'approved') || !(await policy(tx))) return 'go on';
        // Another machine with the same code is another question: what was approved was approved for that key.
        await tx.run(
          `INSERT INTO enrolment_request (counter, journal_key, asked_at, times, state) VALUES (?, ?, ?, 1, 'waiting')
           ON CONFLICT (counter) DO UPDATE SET times = times + 1, asked_at = excluded.asked_at, state = 'waiting',
             journal_key = excluded.journal_key, decided_by = NULL, decided_at = NULL, reason = NULL`,
          [counter, journalKey, clock.nowMs()],
        );
        return 'approval-waiting';
      }),
    async list() {
      const nowMs = clock.nowMs();
      const rows = await db.query<ListRow>(listSql);
      return rows.map(({ journalKey, state, ...row }) => ({
        counter: row.counter,
        state: state ?? (row.expiresAtMs <= nowMs || row.wrongTries >= wrongTriesMax ? 'expired' : 'claimed'),
        expiresAtMs: row.expiresAtMs,
        wrongTries: row.wrongTries,
        askedAtMs: row.askedAtMs,
        times: row.times ?? 0,
        fingerprint: journalKey === null ? null : keyFingerprint(journalKey),
        decidedBy: row.decidedBy,
        decidedAtMs: row.decidedAtMs,
        reason: row.reason,
      }));
    },
    decide: (counter, decision, also) =>
      db.transaction(async (tx) => {
        await decideIn(tx, counter, decision);
        await also?.(tx);
      }),
  };
}
