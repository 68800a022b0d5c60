// People and audit entries as lists: narrowed, sorted and cut into pages by the store.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';

export interface ListAsk {
  search?: string;
  page?: number;
  pageSize?: number;
  sort?: string;
}

export interface PeopleAsk extends ListAsk {
  role?: string;
  state?: 'active' | 'disabled';
}

const sortColumns: Readonly<Record<string, string>> = {
  login: 'login',
  name: 'name',
  createdAt: 'created_at',
  signedInAt: 'signed_in_at',
};

/** `ORDER BY` from a whitelist, ended by `last` so that pages never overlap. */
export function orderBy(
  sort: string | undefined,
  columns: Readonly<Record<string, string>>,
  fallback: string,
  last: string,
): string {
  const isDown = sort?.startsWith('-') ?? false;
  const name = isDown ? sort!.slice(1) : (sort ?? '');
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  return `ORDER BY ${column ? `${column}${isDown ? ' DESC' : ''}` : fallback}, ${last}`;
}

export const pageOf = ({ page = 1, pageSize = 50 }: ListAsk): [limit: number, offset: number] => [
  pageSize,
  (page - 1) * pageSize,
];

/** Ids of the people of one page, and how many there are. */
export async function listPeople(reader: Queries, ask: PeopleAsk): Promise<{ ids: string[]; total: number }> {
  const terms: [string, ...SqlValue[]][] = [['1']];
  const search = ask.search?.trim().toLowerCase();
  if (search) terms.push(['(instr(login, ?) > 0 OR instr(lower(name), ?) > 0)', search, search]);
  if (ask.role)
    terms.push(['EXISTS (SELECT 1 FROM person_grant g WHERE g.person = person.id AND g.role = ?)', ask.role]);
  if (ask.state) terms.push([`disabled_at IS ${ask.state === 'active' ? '' : 'NOT '}NULL`]);
  const where = terms.map(([sql]) => sql).join(' AND ');
  const params = terms.flatMap(([, ...values]) => values);
  const [count] = await reader.query<{ total: number }>(
    `SELECT count(*) AS total FROM person WHERE ${where}`,
    params,
  );
  const rows = await reader.query<{ id: string }>(
    `SELECT id FROM person WHERE ${where} ${orderBy(ask.sort, sortColumns, 'login', 'id')} LIMIT ? OFFSET ?`,
    [...params, ...pageOf(ask)],
  );
  return { ids: rows.map(({ id }) => id), total: count!.total };
}
