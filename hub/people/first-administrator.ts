// PEO-16: a hub without an administrator makes one, with a password that is told once.
import type { Accounts } from './accounts.ts';
import type { Directory } from './directory.ts';
import { machineActor } from './machine-actor.ts';
import { isAdministrator } from './person.ts';

export interface FirstAdministrator {
  login: string;
  oneTimePassword: string;
}

/** Undefined when somebody administers the region already. */
export async function createFirstAdministrator({
  accounts,
  directory,
}: {
  accounts: Accounts;
  directory: Directory;
}): Promise<FirstAdministrator | undefined> {
  const found = directory
    .all()
    .some(({ grants, disabledAtMs }) => disabledAtMs === null && isAdministrator(grants));
  if (found) return undefined;
  const { person, oneTimePassword } = await accounts.create(
    { login: 'admin', name: '平台管理员', grants: [{ role: 'administrator', place: { kind: 'region' } }] },
    { ...machineActor, name: 'hub' },
  );
  return { login: person.login, oneTimePassword };
}
