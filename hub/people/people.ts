// People, put together: accounts, sessions, passwords, second factors, tokens, the audit log, and who asks.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { createAccess, type PeopleAccess } from './access.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import type { Role } from './actor.ts';
import { type ApiTokens, openApiTokens } from './api-tokens.ts';
import { type AuditLog, createAuditLog } from './audit/audit-log.ts';
import { type DemoAccount, seedDemoAccounts } from './demo-accounts.ts';
import { type Directory, openDirectory } from './directory.ts';
import { createFirstAdministrator, type FirstAdministrator } from './first-administrator.ts';
import { createKeyPolicy } from './key-policy.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createSecondFactor, type SecondFactor } from './second-factor.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { createSignInTries } from './sign-in-tries.ts';

export interface PeopleParts {
  db: Db;
  /** Reads beside the writer: lists. */
  reader: Db;
  clock: Clock;
  random: Random;
  log: Log;
  adminToken: string;
  /** Accounts with known passwords, one a role. */
  demo: boolean;
  /** SEC-9: roles that nothing is done in without a security key. Default: none. */
  secondFactorRoles?: readonly Role[];
}

export interface People {
  directory: Directory;
  accounts: Accounts;
  sessions: Sessions;
  passwords: Passwords;
  secondFactor: SecondFactor;
  tokens: ApiTokens;
  audit: AuditLog;
  access: PeopleAccess;
  /** Made at this start, because there was no administrator; told once. */
  firstAdministrator: FirstAdministrator | undefined;
  demoAccounts: readonly DemoAccount[];
  close(): void;
}

export async function openPeople(parts: PeopleParts): Promise<People> {
  const { db, clock, random } = parts;
  const audit = createAuditLog(parts);
  const directory = await openDirectory(db);
  const sessions = await openSessions(parts);
  const tokens = await openApiTokens({ db, audit, clock, random });
  const accounts = createAccounts({ db, directory, sessions, audit, clock, random });
  const passwords = createPasswords({ directory, tries: createSignInTries(db), clock, random });
  const secondFactor = createSecondFactor({ db, audit, clock, random });
  const keyPolicy = createKeyPolicy(db, parts.secondFactorRoles ?? []);
  const access = createAccess({
    adminToken: parts.adminToken,
    directory,
    sessions,
    tokens,
    audit,
    keyPolicy,
  });
  const demoAccounts = parts.demo ? await seedDemoAccounts({ accounts, directory, random }) : [];
  const firstAdministrator = await createFirstAdministrator({ accounts, directory });
  return {
    directory,
    accounts,
    sessions,
    passwords,
    secondFactor,
    tokens,
    audit,
    access,
    firstAdministrator,
    demoAccounts,
    close: () => sessions.close(),
  };
}
