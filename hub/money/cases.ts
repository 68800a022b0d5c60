// MON-4: cases are taken and closed by people; what is noticed again is open again.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';

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
}

export function createCases({ db, clock, audit }: { db: Db; clock: Clock; audit: Audit }): Cases {
  async function find(id: number): Promise<{ counter: string; times: number; open: number }> {
    const [row] = await db.query<{ counter: string; times: number; open: number }>(
      `SELECT ledger_case.counter, ledger_case.times, ${caseOpen} AS open ${caseFrom} WHERE ledger_case.id = ?`,
      [id],
    );
    if (!row) throw new DomainError('unknown', 'unknown-case', 'There is no such case.');
    return row;
  }

  async function change(id: number, actor: Who, detail: string, sql: string, params: (string | number)[]) {
    const { times, open } = await find(id);
    if (!open) throw new DomainError('conflict', 'case-closed', 'This case is closed already.');
    await db.transaction(async (tx) => {
      await tx.run('INSERT OR IGNORE INTO case_resolution (case_id) VALUES (?)', [id]);
      await tx.run(`UPDATE case_resolution SET ${sql} WHERE case_id = ?`, [...params, id]);
      await audit.write(tx, { actor, action: 'case.close', object: `case/${id}`, outcome: 'done', detail });
    });
    return times;
  }

  return {
    counterOf: async (id) => (await find(id)).counter,
    async assign(id, assignee, actor) {
      await change(id, actor, `assigned to ${assignee}`, 'assignee = ?, assigned_at = ?', [
        assignee,
        clock.nowMs(),
      ]);
    },
    async close(id, reason, actor) {
      const { times } = await find(id);
      await change(
        id,
        actor,
        `closed: ${reason}`,
        'closed_at = ?, closed_by = ?, closed_name = ?, reason = ?, times = ?',
        [clock.nowMs(), actor.id, actor.name, reason, times],
      );
    },
  };
}
