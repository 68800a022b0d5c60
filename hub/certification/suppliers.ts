// The register of suppliers: who may apply. Whether one is blacklisted is the sanctions' to say, never a column here.
import { creditCodeProblem } from '@zhuangui/protocol/checks/credit-code.ts';
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { Closed, CreditCode, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { bannerByCode } from '../catalog/import/regions.ts';
import type { Actor, ObjectPlace } from '../people/actor.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type CertificationParts, requireCan } from './certification-parts.ts';

const Line = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const SupplierBody = Closed({
  creditCode: CreditCode,
  name: Text(100),
  banner: RegionCode,
  contact: Line(40),
  phone: Type.String({ pattern: '^[0-9+ -]{0,20}$' }),
  address: Line(200),
  status: Type.Union([Type.Literal('active'), Type.Literal('closed')]),
});
export type SupplierBody = Static<typeof SupplierBody>;

export interface Supplier extends SupplierBody {
  league: string;
  createdAt: number;
  updatedAt: number;
  isBlacklisted: boolean;
}

export const supplierPlace = (supplier: Pick<SupplierBody, 'banner' | 'creditCode'>): ObjectPlace => ({
  banner: supplier.banner,
  league: leagueOfBanner(supplier.banner),
  creditCode: supplier.creditCode,
});

const columns = `credit_code AS creditCode, name, banner, league, contact, phone, address, status,
  created_at AS createdAt, updated_at AS updatedAt`;
type Row = Omit<Supplier, 'isBlacklisted'>;

export async function findSupplier(queries: Queries, creditCode: string): Promise<Row | undefined> {
  const sql = `SELECT ${columns} FROM supplier WHERE credit_code = ?`;
  return (await queries.query<Row>(sql, [creditCode]))[0];
}

export interface SupplierFilter {
  search?: string;
  banner?: string;
  status?: string;
  isBlacklisted?: boolean;
  limit: number;
  offset: number;
  sort?: string;
}

const sortColumns: Record<string, string> = {
  name: 'name',
  creditCode: 'credit_code',
  banner: 'banner',
  updatedAt: 'updated_at',
};

/** `name` or `-name` to ORDER BY; what is not on the list sorts by `fallback`. */
export function orderBy(sort: string | undefined, known: Record<string, string>, fallback: string): string {
  const name = sort?.replace(/^-/, '') ?? '';
  const column = Object.hasOwn(known, name) ? known[name] : undefined;
  return column ? `${column} ${sort?.startsWith('-') ? 'DESC' : 'ASC'}` : fallback;
}

export const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

function supplierWhere(scope: Scope, filter: SupplierFilter, blacklisted: ReadonlySet<string>) {
  const where = scopeWhere(scope, { league: 'league', banner: 'banner', creditCode: 'credit_code' });
  const terms = [where.sql];
  const params = [...where.params];
  if (filter.search) {
    terms.push("(name LIKE ? ESCAPE '\\' OR credit_code LIKE ? ESCAPE '\\')");
    params.push(like(filter.search), like(filter.search));
  }
  if (filter.banner) {
    terms.push('? IN (banner, league)');
    params.push(filter.banner);
  }
  if (filter.status) {
    terms.push('status = ?');
    params.push(filter.status);
  }
  if (filter.isBlacklisted) {
    terms.push('credit_code IN (SELECT value FROM json_each(?))');
    params.push(JSON.stringify([...blacklisted]));
  }
  return { sql: terms.join(' AND '), params };
}

export interface Suppliers {
  list(scope: Scope, filter: SupplierFilter): Promise<{ rows: Supplier[]; total: number }>;
  find(creditCode: string): Promise<Supplier | undefined>;
  /** CERT-8. Throws DomainError. */
  register(actor: Actor, body: SupplierBody): Promise<void>;
  update(actor: Actor, body: SupplierBody): Promise<void>;
}

function checkSupplier(body: SupplierBody): void {
  const problem = creditCodeProblem(body.creditCode);
  if (problem)
    throw new DomainError(
      'invalid',
      `credit-code-${problem}`,
      'The credit code is wrong: its check character does not fit; compare it with the licence.',
    );
  if (!bannerByCode(body.banner))
    throw new DomainError('invalid', 'banner-unknown', 'The banner is not one of the region.');
}

export function createSuppliers(parts: CertificationParts): Suppliers {
  const { db, reader, clock, audit } = parts;

  const write = (tx: Queries, body: SupplierBody) =>
    tx.run(
      `INSERT INTO supplier (credit_code, name, banner, league, contact, phone, address, status, created_at, updated_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
       ON CONFLICT (credit_code) DO UPDATE SET name = ?2, banner = ?3, league = ?4, contact = ?5, phone = ?6,
         address = ?7, status = ?8, updated_at = ?9`,
      [
        body.creditCode,
        body.name,
        body.banner,
        leagueOfBanner(body.banner),
        body.contact,
        body.phone,
        body.address,
        body.status,
        clock.nowMs(),
      ],
    );

  async function put(actor: Actor, body: SupplierBody, isNew: boolean): Promise<void> {
    checkSupplier(body);
    requireCan(actor, 'supplier.write', supplierPlace(body));
    await db.transaction(async (tx) => {
      const before = await findSupplier(tx, body.creditCode);
      if (before && isNew)
        throw new DomainError('conflict', 'exists', 'This supplier is registered already: change it there.');
      if (!before && !isNew) throw new DomainError('unknown', 'supplier', 'There is no such supplier.');
      if (before) requireCan(actor, 'supplier.write', supplierPlace(before));
      await write(tx, body);
      const object = `supplier/${body.creditCode}`;
      const detail = isNew ? 'registered' : 'changed';
      await audit.write(tx, { actor, action: 'supplier.write', object, outcome: 'done', detail });
    });
  }

  return {
    async list(scope, filter) {
      const blacklisted = await parts.blacklisted(reader);
      const where = supplierWhere(scope, filter, blacklisted);
      const order = orderBy(filter.sort, sortColumns, 'updated_at DESC');
      const rows = await reader.query<Row>(
        `SELECT ${columns} FROM supplier WHERE ${where.sql} ORDER BY ${order}, credit_code LIMIT ? OFFSET ?`,
        [...where.params, filter.limit, filter.offset],
      );
      const [count] = await reader.query<{ total: number }>(
        `SELECT count(*) AS total FROM supplier WHERE ${where.sql}`,
        where.params,
      );
      const marked = rows.map((row) => ({ ...row, isBlacklisted: blacklisted.has(row.creditCode) }));
      return { rows: marked, total: count?.total ?? 0 };
    },
    async find(creditCode) {
      const row = await findSupplier(db, creditCode);
      if (!row) return undefined;
      return { ...row, isBlacklisted: (await parts.blacklisted(db)).has(creditCode) };
    },
    register: (actor, body) => put(actor, body, true),
    update: (actor, body) => put(actor, body, false),
  };
}
