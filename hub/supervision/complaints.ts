// Complaints of shoppers, each tied to a sale; the contact lies apart, and looking at it is written down.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor, ObjectPlace } from '../people/actor.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { SupervisionParts } from './supervision-parts.ts';

export const complaintCategories = [
  'not-delivered',
  'refund',
  'quality',
  'expired',
  'price',
  'not-certified',
  'machine',
  'other',
] as const;
export type ComplaintCategory = (typeof complaintCategories)[number];
export type ComplaintState = 'open' | 'assigned' | 'answered' | 'closed';
export type StepKind = 'assigned' | 'note' | 'answer' | 'closed' | 'reopened';

export interface Complaint {
  code: string;
  counter: string;
  order: string;
  category: ComplaintCategory;
  text: string;
  state: ComplaintState;
  league: string;
  banner: string;
  operatingCompany: string;
  hostUnit: string;
  createdAt: number;
  changedAt: number;
  assignedTo: string | null;
  hasContact: 0 | 1;
}
export interface ComplaintStep {
  at: number;
  by: string;
  kind: StepKind;
  text: string;
}

export interface NewComplaint {
  form: string;
  counter: string;
  order: string;
  category: ComplaintCategory;
  text: string;
  contact: string;
}

/** More about one sale than this is not taken; the first are read by people. */
const perOrderMax = 3;
const columns = `code, counter, order_id AS "order", category, text, state, league, banner,
  operating_company AS operatingCompany, host_unit AS hostUnit, created_at AS createdAt, changed_at AS changedAt,
  assigned_to AS assignedTo, code IN (SELECT code FROM complaint_contact) AS hasContact`;
const scopeColumns = {
  league: 'league',
  banner: 'banner',
  operatingCompany: 'operating_company',
  hostUnit: 'host_unit',
};
const sortable: Record<string, string> = { createdAt: 'created_at', changedAt: 'changed_at', state: 'state' };
/** No letters or digits that people confuse. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export const placeOfComplaint = ({ league, banner, operatingCompany }: Complaint): ObjectPlace => ({
  league,
  banner,
  operatingCompany,
});

export function createComplaints(
  parts: Pick<SupervisionParts, 'db' | 'reader' | 'clock' | 'random' | 'audit' | 'fleet'>,
) {
  const { db, reader, clock, random, audit, fleet } = parts;

  /** 16 characters, 80 bits: whoever knows the code may read the answer, and nobody guesses it. */
  const newCode = () => [...random.bytes(16)].map((byte) => alphabet[byte % alphabet.length]).join('');

  /** CMPL-1, CMPL-3. Resolves to the code; the same form sent again is the same complaint. */
  const file = (given: NewComplaint): Promise<string> =>
    db.transaction(async (tx) => {
      const [same] = await tx.query<{ code: string }>('SELECT code FROM complaint WHERE form = ?', [
        given.form,
      ]);
      if (same) return same.code;
      const counter = fleet.registry.get(given.counter);
      const [before] = await tx.query<{ count: number }>(
        'SELECT count(*) AS count FROM complaint WHERE counter = ? AND order_id = ?',
        [given.counter, given.order],
      );
      if (!counter || (before?.count ?? 0) >= perOrderMax)
        throw new DomainError(
          'conflict',
          'enough',
          'There are complaints about this sale already: see their state.',
        );
      const code = newCode();
      const now = clock.nowMs();
      await tx.run(
        `INSERT INTO complaint (code, form, counter, order_id, category, text, state, league, banner,
          operating_company, host_unit, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?)`,
        [
          code,
          given.form,
          given.counter,
          given.order,
          given.category,
          given.text,
          counter.league,
          counter.banner,
          counter.operatingCompany,
          counter.hostUnit,
          now,
          now,
        ],
      );
      if (given.contact !== '')
        await tx.run('INSERT INTO complaint_contact (code, contact) VALUES (?, ?)', [code, given.contact]);
      return code;
    });

  async function find(code: string, queries: Queries = reader): Promise<Complaint> {
    const [row] = await queries.query<Complaint>(`SELECT ${columns} FROM complaint WHERE code = ?`, [code]);
    if (row) return row;
    throw new DomainError(
      'unknown',
      'unknown-complaint',
      'There is no such complaint, or it is not yours to see.',
    );
  }

  async function list(
    scope: Scope,
    filter: { search: string; state?: string; category?: string; sort: string },
    page: { limit: number; offset: number },
  ): Promise<{ rows: Complaint[]; total: number }> {
    const own = scopeWhere(scope, scopeColumns);
    const { search, state = '', category = '', sort } = filter;
    const params: SqlValue[] = [
      ...own.params,
      search,
      search.toLowerCase(),
      state,
      state,
      category,
      category,
    ];
    const where = `${own.sql} AND (? = '' OR instr(lower(code || ' ' || counter || ' ' || text), ?) > 0)
      AND (? = '' OR state = ?) AND (? = '' OR category = ?)`;
    const name = sort.replace(/^-/, '');
    const column = Object.hasOwn(sortable, name) ? sortable[name] : 'created_at';
    const direction = sort.startsWith('-') || sort === '' ? 'DESC' : 'ASC';
    const rows = await reader.query<Complaint>(
      `SELECT ${columns} FROM complaint WHERE ${where} ORDER BY ${column} ${direction}, code LIMIT ? OFFSET ?`,
      [...params, page.limit, page.offset],
    );
    const [count] = await reader.query<{ total: number }>(
      `SELECT count(*) AS total FROM complaint WHERE ${where}`,
      params,
    );
    return { rows, total: count?.total ?? 0 };
  }

  const steps = (code: string): Promise<ComplaintStep[]> =>
    reader.query('SELECT at, by_name AS "by", kind, text FROM complaint_step WHERE code = ? ORDER BY id', [
      code,
    ]);

  const next: Record<StepKind, ComplaintState | undefined> = {
    assigned: 'assigned',
    note: undefined,
    answer: 'answered',
    closed: 'closed',
    reopened: 'open',
  };

  /** CMPL-4: every step is kept; an answer is public on the status page, a note never. */
  const step = (actor: Actor, code: string, kind: StepKind, text: string): Promise<void> =>
    db.transaction(async (tx) => {
      const { state } = await find(code, tx);
      if (state === 'closed' && kind !== 'reopened' && kind !== 'note')
        throw new DomainError('conflict', 'closed', 'The complaint is closed: open it again first.');
      if (kind === 'reopened' && state !== 'closed')
        throw new DomainError('conflict', 'not-closed', 'The complaint is not closed.');
      const at = clock.nowMs();
      await tx.run(
        'INSERT INTO complaint_step (code, at, by_id, by_name, kind, text) VALUES (?, ?, ?, ?, ?, ?)',
        [code, at, actor.id, actor.name, kind, text],
      );
      await tx.run(
        `UPDATE complaint SET changed_at = ?, state = coalesce(?, state), assigned_to = coalesce(?, assigned_to)
         WHERE code = ?`,
        [at, next[kind] ?? null, kind === 'assigned' ? text : null, code],
      );
      const entry = {
        actor,
        action: 'complaint.handle',
        object: `complaint/${code}`,
        outcome: 'done' as const,
      };
      await audit.write(tx, { ...entry, detail: kind });
    });

  /** CMPL-5: who looked at it is in the audit log. Undefined when none was left. */
  const contact = (actor: Actor, code: string): Promise<string | undefined> =>
    db.transaction(async (tx) => {
      const [row] = await tx.query<{ contact: string }>(
        'SELECT contact FROM complaint_contact WHERE code = ?',
        [code],
      );
      const entry = {
        actor,
        action: 'complaint.contact',
        object: `complaint/${code}`,
        outcome: 'done' as const,
      };
      await audit.write(tx, entry);
      return row?.contact;
    });

  /** For the status page: state and public answers, nothing of what was written and no names. */
  async function status(
    code: string,
  ): Promise<
    (Pick<Complaint, 'state' | 'createdAt' | 'category'> & { answers: ComplaintStep[] }) | undefined
  > {
    const [row] = await reader.query<Complaint>(`SELECT ${columns} FROM complaint WHERE code = ?`, [code]);
    if (!row) return undefined;
    const { state, createdAt, category } = row;
    const answers = (await steps(code)).filter(({ kind }) => kind === 'answer');
    return { state, createdAt, category, answers };
  }

  return { file, find, list, steps, step, contact, status };
}
export type Complaints = ReturnType<typeof createComplaints>;
