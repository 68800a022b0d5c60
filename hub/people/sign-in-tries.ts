// pure
// PEO-15: what wrong passwords cost an account, counted in the store before the password is looked at.
import type { Db } from '@zhuangui/protocol/db/db.ts';

const freeTries = 5;
const lockMs = 60_000;
const lockMaxMs = 3_600_000;
/** Tries so old are forgotten. */
const forgetMs = 24 * 3_600_000;

export interface SignInTries {
  /** Counts a try. Milliseconds to wait when the login is locked; then nothing is to be checked. */
  begin(login: string, nowMs: number): Promise<number>;
  succeeded(login: string): Promise<void>;
}

/** The lock after so many failures in a row: none, a minute, two, four … an hour. */
export const lockAfter = (failures: number): number =>
  failures < freeTries ? 0 : Math.min(lockMs * 2 ** Math.min(failures - freeTries, 10), lockMaxMs);

/** Kept by login whether there is such an account or not, so that a lock tells nobody which exist. */
export function createSignInTries(db: Db): SignInTries {
  return {
    begin: (login, nowMs) =>
      db.transaction(async (tx) => {
        await tx.run('DELETE FROM sign_in_try WHERE tried_at < ? AND locked_until < ?', [
          nowMs - forgetMs,
          nowMs,
        ]);
        const [row] = await tx.query<{ failures: number; locked_until: number }>(
          'SELECT failures, locked_until FROM sign_in_try WHERE login = ?',
          [login],
        );
        if (row && row.locked_until > nowMs) return row.locked_until - nowMs;
        const failures = (row?.failures ?? 0) + 1;
        await tx.run(
          `INSERT INTO sign_in_try (login, failures, tried_at, locked_until) VALUES (?, ?, ?, ?)
           ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, tried_at = excluded.tried_at,
             locked_until = excluded.locked_until`,
          [login, failures, nowMs, nowMs + lockAfter(failures)],
        );
        return 0;
      }),
    async succeeded(login) {
      await db.run('DELETE FROM sign_in_try WHERE login = ?', [login]);
    },
  };
}
