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
import { codeBytes, codeHash, codeLifeMs, codeOf, judgeCode, type StoredCode } from './enrolment-code.ts';
import { FleetError } from './fleet-error.ts';
import type { Registry } from './registry.ts';

/** An HTTP answer: JSON bytes, `application/json`. */
export interface EnrolAnswer {
  status: 201 | 400 | 403;
  body: Uint8Array;
}

export interface Enrolment {
  /** FLT-2: a new code for a counter; an earlier one is dead. Rejects with FleetError `unknown-counter`, `revoked`. */
  issueCode(counter: string): Promise<{ code: string; expiresAtMs: number }>;
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

export function createEnrolment(parts: EnrolmentParts): Enrolment {
  const { db, registry, authority, clock, random, log } = parts;
  const stats = { enrolled: 0, refused: 0 };

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
    const issued = await authority.issueCounter(counter, checked.csr);
    const { serial, notAfterMs } = issued;
    const apply = await db.transaction(async (tx) => {
      const used = await tx.run(
        'UPDATE enrolment_code SET used_at = ? WHERE counter = ? AND code_hash = ? AND used_at IS NULL',
        [clock.nowMs(), counter, codeHash(counter, code)],
      );
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
    async issueCode(counter) {
      const known = registry.get(counter);
      if (known === undefined) throw new FleetError('unknown-counter', `there is no counter ${counter}`);
      if (known.status === 'revoked') throw revoked(counter);
      const code = codeOf(random.bytes(codeBytes));
      const expiresAtMs = clock.nowMs() + codeLifeMs;
      // The counter may have been revoked since it was looked up: then there is nothing to give a code for (FLT-6).
      const { changes } = await db.run(
        `INSERT OR REPLACE INTO enrolment_code (counter, code_hash, expires_at)
         SELECT id, ?, ? FROM counter WHERE id = ? AND status <> 'revoked'`,
        [codeHash(counter, code), expiresAtMs, counter],
      );
      if (changes === 0) throw revoked(counter);
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
