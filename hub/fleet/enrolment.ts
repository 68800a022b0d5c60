// Enrolment: a person gives a new machine its code, the machine proves its keys, the hub certifies it.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import {
  type EnrolRequest,
  enrolRequestMessage,
  enrolResponseMessage,
  errorBodyMessage,
} from '@zhuangui/protocol/messages.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { journalKeyProven, readCsr, readJournalKey } from './csr.ts';
import { type Approvals, createEnrolmentApprovals } from './enrolment-approval.ts';
import { codeBytes, codeHash, codeLifeMs, codeOf, judgeCode, type StoredCode } from './enrolment-code.ts';
import { FleetError } from './fleet-error.ts';
import type { Also, Registry } from './registry.ts';

/** An HTTP answer: JSON bytes, `application/json`. */
export interface EnrolAnswer {
  status: 201 | 400 | 403;
  body: Uint8Array;
}

export interface Enrolment {
  /**
   * FLT-2: a new code for a counter; an earlier one is dead, and so is what waited for a person with it. Rejects with
   * FleetError `unknown-counter`, `revoked`. `also` is written in the same transaction.
   */
  issueCode(counter: string, also?: Also): Promise<{ code: string; expiresAtMs: number }>;
  /** FLT-10: machines that wait for a person, and the policy that makes them wait. */
  approvals: Approvals;
  /** Body of a counter's request to the answer. Never rejects for bad input. */
  enrol(body: Uint8Array): Promise<EnrolAnswer>;
  stats(): { enrolled: number; refused: number };
}

export interface EnrolmentParts {
  db: Db;
  registry: Registry;
  authority: CertificateAuthority;
  clock: Clock;
  random: Random;
  log: Log;
}

const refusal = (status: 400 | 403, code: string, message: string): EnrolAnswer => ({
  status,
  body: errorBodyMessage.encode({ error: { code, message: message.slice(0, 500) } }),
});

const revoked = (counter: string) =>
  new FleetError('revoked', `counter ${counter} is revoked: register the machine under a new id`);

/** One answer for every dead or wrong code: it tells a guesser nothing. */
const codeRefused = () =>
  refusal(403, 'code-refused', 'the code is wrong, used or older than 15 minutes: ask for a new one');

/** Read by a technician at the counter. */
const approvalWords = {
  'approval-waiting':
    'an administrator must approve this machine in the console: then try again with the same code',
  'approval-refused': 'an administrator refused this machine: ask why, and for a new code',
} as const;

export function createEnrolment(parts: EnrolmentParts): Enrolment {
  const { db, registry, authority, clock, random, log } = parts;
  const stats = { enrolled: 0, refused: 0 };
  const approvals = createEnrolmentApprovals({ db, clock });

  /** FLT-2: judges and counts in one transaction, so that parallel guesses cannot exceed the limit. */
  function tryCode(counter: string, code: string): Promise<boolean> {
    return db.transaction(async (tx) => {
      const [stored] = await tx.query<StoredCode>('SELECT * FROM enrolment_code WHERE counter = ?', [
        counter,
      ]);
      const verdict = judgeCode(stored, codeHash(counter, code), clock.nowMs());
      if (verdict === 'wrong') {
        await tx.run('UPDATE enrolment_code SET wrong_tries = wrong_tries + 1 WHERE counter = ?', [counter]);
      }
      return verdict === 'right';
    });
  }

  async function certify(request: EnrolRequest): Promise<EnrolAnswer> {
    const { counter, csr, journalKey, proof, code } = request;
    const checked = await readCsr(csr, counter);
    if (!checked.ok) return refusal(400, 'csr-refused', checked.message);
    const key = readJournalKey(journalKey);
    if (key === undefined)
      return refusal(400, 'journal-key-refused', 'the journal key must be Ed25519 (SPKI DER)');
    if (!journalKeyProven(key, counter, csr, proof)) {
      return refusal(400, 'proof-refused', 'the proof is not signed by the journal key');
    }
    const verdict = await approvals.ask(counter, journalKey);
    if (verdict !== 'go on') return refusal(403, verdict, approvalWords[verdict]);
    const issued = await authority.issueCounter(counter, checked.csr);
    const { serial, notAfterMs } = issued;
    const apply = await db.transaction(async (tx) => {
      const used = await tx.run(
        'UPDATE enrolment_code SET used_at = ? WHERE counter = ? AND code_hash = ? AND used_at IS NULL',
        [clock.nowMs(), counter, codeHash(counter, code)],
      );
      if (used.changes === 1) await tx.run('DELETE FROM enrolment_request WHERE counter = ?', [counter]);
      return used.changes === 1
        ? registry.certify(tx, { counter, serial, notAfterMs, journalKey })
        : undefined;
    });
    if (apply === undefined) return codeRefused();
    apply();
    const body = {
      v: 1 as const,
      counter,
      certificate: issued.pem,
      authority: authority.certificate,
      notAfter: notAfterMs,
    };
    return { status: 201, body: enrolResponseMessage.encode(body) };
  }

  async function answer(body: Uint8Array): Promise<EnrolAnswer> {
    const request = enrolRequestMessage.parse(body);
    if (!request.ok) return refusal(400, 'bad-request', request.problem.message);
    if (!(await tryCode(request.value.counter, request.value.code))) return codeRefused();
    return certify(request.value);
  }

  return {
    approvals,
    async issueCode(counter, also) {
      const known = registry.get(counter);
      if (known === undefined) throw new FleetError('unknown-counter', `there is no counter ${counter}`);
      if (known.status === 'revoked') throw revoked(counter);
      const code = codeOf(random.bytes(codeBytes));
      const expiresAtMs = clock.nowMs() + codeLifeMs;
      await db.transaction(async (tx) => {
        // The counter may have been revoked since it was looked up: then there is nothing to give a code for (FLT-6).
        const { changes } = await tx.run(
          `INSERT OR REPLACE INTO enrolment_code (counter, code_hash, expires_at)
           SELECT id, ?, ? FROM counter WHERE id = ? AND status <> 'revoked'`,
          [codeHash(counter, code), expiresAtMs, counter],
        );
        if (changes === 0) throw revoked(counter);
        await tx.run('DELETE FROM enrolment_request WHERE counter = ?', [counter]);
        await also?.(tx);
      });
      return { code, expiresAtMs };
    },
    async enrol(body) {
      const result = await answer(body);
      if (result.status === 201) stats.enrolled += 1;
      else {
        stats.refused += 1;
        log.warn({ status: result.status }, 'enrolment refused');
      }
      return result;
    },
    stats: () => ({ ...stats }),
  };
}
