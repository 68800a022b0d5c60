// The audit log as people read it: a list, an export, and the proof that nothing in it was changed.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { auditGenesis, auditHash } from './audit-log.ts';

export interface AuditRow {
  seq: number;
  atMs: number;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  object: string;
  outcome: string;
  detail: string;
}

export interface AuditAsk {
  search?: string;
  actor?: string;
  action?: string;
  object?: string;
  outcome?: string;
  fromMs?: number;
  toMs?: number;
  page?: number;
  pageSize?: number;
  sort?: string;
}

interface Kept {
  seq: number;
  at: number;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  action: string;
  object: string;
  outcome: string;
  line: string;
  hash: string;
}

interface Line {
  seq: number;
  at: number;
  actor: { kind: string; id: string; name: string };
  action: string;
  object: string;
  outcome: string;
  detail: string;
}

const chunk = 1000;

function whereOf(ask: AuditAsk): { where: string; params: SqlValue[] } {
  const terms: [string, ...SqlValue[]][] = [['1']];
  const search = ask.search?.trim();
  if (search)
    terms.push([
      '(instr(actor_name, ?) > 0 OR instr(action, ?) > 0 OR instr(object, ?) > 0)',
      search,
      search,
      search,
    ]);
  if (ask.actor) terms.push(['actor_id = ?', ask.actor]);
  if (ask.action) terms.push(['action = ?', ask.action]);
  if (ask.object) terms.push(['object = ?', ask.object]);
  if (ask.outcome) terms.push(['outcome = ?', ask.outcome]);
  if (ask.fromMs !== undefined) terms.push(['at >= ?', ask.fromMs]);
  if (ask.toMs !== undefined) terms.push(['at < ?', ask.toMs]);
  return {
    where: terms.map(([sql]) => sql).join(' AND '),
    params: terms.flatMap(([, ...values]) => values),
  };
}

const rowOf = (kept: Kept): AuditRow => ({
  seq: kept.seq,
  atMs: kept.at,
  actorKind: kept.actor_kind,
  actorId: kept.actor_id,
  actorName: kept.actor_name,
  action: kept.action,
  object: kept.object,
  outcome: kept.outcome,
  detail: (JSON.parse(kept.line) as Line).detail,
});

/** Newest first unless `sort` is `seq`. */
export async function listAudit(
  reader: Queries,
  ask: AuditAsk,
): Promise<{ rows: AuditRow[]; total: number }> {
  const { where, params } = whereOf(ask);
  const { page = 1, pageSize = 50 } = ask;
  const [count] = await reader.query<{ total: number }>(
    `SELECT count(*) AS total FROM audit_entry WHERE ${where}`,
    params,
  );
  const kept = await reader.query<Kept>(
    `SELECT * FROM audit_entry WHERE ${where} ORDER BY seq ${ask.sort === 'seq' ? '' : 'DESC'} LIMIT ? OFFSET ?`,
    [...params, pageSize, (page - 1) * pageSize],
  );
  return { rows: kept.map(rowOf), total: count!.total };
}

/** Oldest first, in pieces. */
export async function* exportAudit(reader: Queries, ask: AuditAsk): AsyncGenerator<AuditRow[]> {
  const { where, params } = whereOf(ask);
  let after = 0;
  for (;;) {
    const kept = await reader.query<Kept>(
      `SELECT * FROM audit_entry WHERE ${where} AND seq > ? ORDER BY seq LIMIT ?`,
      [...params, after, chunk],
    );
    if (kept.length === 0) return;
    after = kept.at(-1)!.seq;
    yield kept.map(rowOf);
  }
}

export interface AuditProof {
  isWhole: boolean;
  entries: number;
  /** Hash of the newest line: compare it with one noted earlier, and a log cut at its end shows. */
  head: string;
  /** First line that does not follow from the one before, with why. */
  broken?: { seq: number; why: 'gap' | 'hash' | 'columns' };
}

/** AUD-3: every line again, from the first: its place, its hash, and that its columns say what the line says. */
export async function verifyAudit(reader: Queries): Promise<AuditProof> {
  let [entries, head] = [0, auditGenesis];
  for (;;) {
    const rows = await reader.query<Kept>('SELECT * FROM audit_entry WHERE seq > ? ORDER BY seq LIMIT ?', [
      entries,
      chunk,
    ]);
    for (const row of rows) {
      const why = problemOf(row, entries + 1, head);
      if (why) return { isWhole: false, entries, head, broken: { seq: row.seq, why } };
      entries = row.seq;
      head = row.hash;
    }
    if (rows.length < chunk) return { isWhole: true, entries, head };
  }
}

function problemOf(row: Kept, seq: number, head: string): 'gap' | 'hash' | 'columns' | undefined {
  if (row.seq !== seq) return 'gap';
  if (row.hash !== auditHash(head, row.line)) return 'hash';
  const { actor, ...line } = JSON.parse(row.line) as Line;
  const said = [line.seq, line.at, actor.kind, actor.id, actor.name, line.action, line.object, line.outcome];
  const kept = [
    row.seq,
    row.at,
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.action,
    row.object,
    row.outcome,
  ];
  return said.every((value, index) => value === kept[index]) ? undefined : 'columns';
}
