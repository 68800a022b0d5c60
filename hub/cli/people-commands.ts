// People from the command line: the way back when nobody can sign in any more.

import { Refused } from './client.ts';
import { type Context, need } from './context.ts';
import { table } from './table.ts';
import { UsageError } from './usage.ts';

interface Person {
  id: string;
  login: string;
  name: string;
  grants: { role: string }[];
  disabledAtMs: number | null;
}

/** `person list` shows accounts; `person reset <login>` gives a new one-time password (PEO-16). */
export async function person({ client, words, options, print }: Context): Promise<void> {
  const [what, login] = words;
  const listed = async (search: string) =>
    (await client.get<{ rows: Person[] }>(`/api/people?pageSize=200&search=${encodeURIComponent(search)}`))
      .rows;
  if (what === 'reset') {
    const wanted = need(login, 'the login');
    const found = (await listed(wanted)).find((one) => one.login === wanted);
    if (!found) throw new Refused(`There is no login ${wanted}: see "person list".`);
    const { oneTimePassword } = await client.post<{ oneTimePassword: string }>(
      `/api/people/${found.id}/reset`,
      {},
    );
    return print(`${wanted} signs in once with ${oneTimePassword} and then chooses a password\n`);
  }
  if (what !== undefined && what !== 'list') throw new UsageError('person list, or person reset <login>');
  const rows = (await listed(options.search ?? '')).map((one) => [
    one.login,
    one.name,
    one.grants.map(({ role }) => role).join(' '),
    one.disabledAtMs === null ? '' : 'disabled',
  ]);
  print(table(['login', 'name', 'roles', ''], rows));
}
