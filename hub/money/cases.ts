// MON-4: cases are taken and closed by people; what is noticed again is open again.
import type { Db, Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Case } from '../ledger/ledger-types.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { type Scope, scopeWhere } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { counterColumns } from './order-queries.ts';

export interface CaseRow {
  id: number;
  kind: string;
  counter: string;
  counterName: string | null;
  seq: number;
  detail: string;
  times: number;
  noticedAt: number;
  assignee: string | null;
  assignedAt: number | null;
  closedAt: number | null;
  closedName: string | null;
  reason: string | null;
  open: number;
}

export const caseOpen = '(resolution.closed_at IS NULL OR ledger_case.times > resolution.times)';
export const caseFrom = `FROM ledger_case LEFT JOIN case_resolution AS resolution ON case_id = ledger_case.id
  LEFT JOIN counter ON counter.id = ledger_case.counter`;
export const caseColumns = `ledger_case.id, kind, ledger_case.counter, counter.name AS counterName, ledger_case.seq,
  detail, ledger_case.times, noticed_at AS noticedAt, assignee, assigned_at AS assignedAt, closed_at AS closedAt,
  closed_name AS closedName, reason, ${caseOpen} AS open`;

type Who = Pick<Actor, 'kind' | 'id' | 'name'>;

export interface Cases {
  /** Throws DomainError `unknown`, or `conflict` when it is closed. */
  assign(id: number, assignee: string, actor: Who): Promise<void>;
  close(id: number, reason: string, actor: Who): Promise<void>;
  /** Counter a case is about; empty: about the hub as a whole. Throws DomainError `unknown`. */
  counterOf(id: number): Promise<string>;
  /** Open cases within a scope, newest first. */
  open(scope: Scope, limit: number): Promise<Case[]>;
  /** How many stand open within a scope. */
  openCount(scope: Scope): Promise<number>;
}

/** MON-4: of all counters and of the hub itself. Also for whoever looks on before the slices are open. */
export async function countOpenCases(reader: Queries, where = '1', params: SqlValue[] = []): Promise<number> {
  const sql = `SELECT count(*) AS count ${caseFrom} WHERE ${caseOpen} AND ${where}`;
  return (await reader.query<{ count: number }>(sql, params))[0]!.count;
}

export interface CasesParts {
  db: Db;
  reader: Queries;
  clock: Clock;
  audit: Audit;
  /** A case was taken or closed. */
  changed(): void;
}

export function createCases({ db, reader, clock, audit, changed }: CasesParts): Cases {
  async function find(db: Queries, id: number): Promise<{ counter: string; times: number; open: number }> {
    const [row] = await db.query<{ counter: string; times: number; open: number }>(
      `SELECT ledger_case.counter, ledger_case.times, ${caseOpen} AS open ${caseFrom} WHERE ledger_case.id = ?`,
      [id],
    );
    if (!row) throw new DomainError('unknown', 'unknown-case', 'There is no such case.');
    return row;
  }

  /** Looked at and changed in one transaction: of two people who close it the second hears that it is closed. */
  async function change(id: number, actor: Who, detail: string, sql: string, params: (string | number)[]) {
    await db.transaction(async (tx) => {
      const { times, open } = await find(tx, id);
      if (!open) throw new DomainError('conflict', 'case-closed', 'This case is closed already.');
      await tx.run('INSERT OR IGNORE INTO case_resolution (case_id) VALUES (?)', [id]);
      await tx.run(`UPDATE case_resolution SET ${sql}, times = ? WHERE case_id = ?`, [...params, times, id]);
      await audit.write(tx, { actor, action: 'case.close', object: `case/${id}`, outcome: 'done', detail });
    });
    changed();
  }

  return {
    counterOf: async (id) => (await find(reader, id)).counter,
    assign: (id, assignee, actor) =>
      change(
        id,
        actor,
        `assigned to ${assignee}`,
        `closed_at = NULL, closed_by = NULL,
        closed_name = NULL, reason = NULL, assignee = ?, assigned_at = ?`,
        [assignee, clock.nowMs()],
      ),
    close: (id, reason, actor) =>
      change(id, actor, `closed: ${reason}`, 'closed_at = ?, closed_by = ?, closed_name = ?, reason = ?', [
        ...[clock.nowMs(), actor.id, actor.name, reason],
      ]),
    open(scope, limit) {
      const where = scopeWhere(scope, counterColumns);
      return reader.query<Case>(
        `SELECT kind, ledger_case.counter, journal, seq, noticed_at AS noticedAtMs, detail, ledger_case.times
         ${caseFrom} WHERE ${caseOpen} AND ${where.sql} ORDER BY ledger_case.id DESC LIMIT ?`,
        [...where.params, limit],
      );
    },
    openCount(scope) {
      const where = scopeWhere(scope, counterColumns);
      return countOpenCases(reader, where.sql, where.params);
    },
  };
}
