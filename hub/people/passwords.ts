// Is this the password of this login? One at a time, counted first, and as slow for a login that does not exist.

import { HttpError } from '../http/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import { hashSecret, verifySecret } from '../platform/secret-hash.ts';
import type { Directory } from './directory.ts';
import { normalPassword } from './password-policy.ts';
import type { Person } from './person.ts';
import type { SignInTries } from './sign-in-tries.ts';

export interface Passwords {
  /**
   * The person, when the password is right and the account in use. Throws HttpError `too-many-tries` when the login is
   * locked, DomainError `forbidden`/`wrong-password` otherwise, without saying what was wrong.
   */
  check(login: string, password: string): Promise<Person>;
}

const waitingMax = 50;

export function createPasswords(parts: {
  directory: Directory;
  tries: SignInTries;
  clock: Clock;
  random: Random;
}): Passwords {
  const { directory, tries, clock, random } = parts;
  /** One hash at a time: guesses must not take the threads that the store works on. */
  let line: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let decoy: Promise<string> | undefined;

  function inLine<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= waitingMax) throw new HttpError('too-many-tries');
    waiting += 1;
    const result = line.then(work).finally(() => {
      waiting -= 1;
    });
    line = result.catch(() => undefined);
    return result;
  }

  return {
    async check(login, password) {
      const waitMs = await tries.begin(login, clock.nowMs());
      if (waitMs > 0) {
        const minutes = Math.ceil(waitMs / 60_000);
        const sentence = `Too many wrong passwords for this login: wait ${minutes} min, or ask an administrator for a new one.`;
        throw new HttpError('too-many-tries', sentence, { reason: 'login-locked', waitMs });
      }
      const person = directory.byLogin(login);
      decoy ??= hashSecret('decoy', random.bytes(16));
      const stored = person?.password ?? (await decoy);
      const isRight = await inLine(() => verifySecret(normalPassword(password), stored));
      if (!isRight || !person || person.disabledAtMs !== null)
        throw new DomainError('forbidden', 'wrong-password', 'Login or password is wrong.');
      await tries.succeeded(login);
      // Somebody may have changed the account meanwhile.
      const now = directory.get(person.id);
      if (now?.password !== person.password || now.disabledAtMs !== null)
        throw new DomainError('forbidden', 'wrong-password', 'Login or password is wrong.');
      if (now.oneTimeUntilMs !== null && clock.nowMs() > now.oneTimeUntilMs)
        throw new DomainError(
          'forbidden',
          'one-time-ended',
          'This one-time password has ended: ask an administrator for a new one.',
        );
      return now;
    },
  };
}
