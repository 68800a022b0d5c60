// AUD: the append-only log of what people did and were refused; each line is chained to the one before it.
import { createHash } from 'node:crypto';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Audit, AuditEntry } from '../audit-port.ts';

/** What the first line is chained to. */
export const auditGenesis = '0'.repeat(64);
const detailLengthMax = 2000;

/** AUD-2: SHA-256 over the hash before and the exact bytes of the line. */
export const auditHash = (previous: string, line: string): string =>
  createHash('sha256').update(previous, 'hex').update(line, 'utf8').digest('hex');

/** Half a character at the cut would be refused by the database. */
const cut = (text: string, length: number): string => text.toWellFormed().slice(0, length).toWellFormed();

export interface AuditLog extends Audit {
  /** Newest sequence number and hash: whoever writes them down elsewhere notices a log that was cut. */
  head(): Promise<{ seq: number; hash: string }>;
}

export function createAuditLog({ db, clock, log }: { db: Db; clock: Clock; log: Log }): AuditLog {
  async function write(tx: Queries, entry: AuditEntry): Promise<void> {
    const before = await headOf(tx);
    const seq = before.seq + 1;
    const at = clock.nowMs();
    const { kind, id, name } = entry.actor;
    const actor = { kind, id: cut(id, 100), name: cut(name, 100) };
    const [action, object] = [cut(entry.action, 100), cut(entry.object, 300)];
    const detail = cut(entry.detail ?? '', detailLengthMax);
    const line = JSON.stringify({ seq, at, actor, action, object, outcome: entry.outcome, detail });
    await tx.run(
      `INSERT INTO audit_entry (seq, at, actor_kind, actor_id, actor_name, action, object, outcome, line, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        seq,
        at,
        actor.kind,
        actor.id,
        actor.name,
        action,
        object,
        entry.outcome,
        line,
        auditHash(before.hash, line),
      ],
    );
  }
  return {
    write,
    async note(entry) {
      try {
        await db.transaction((tx) => write(tx, entry));
      } catch (error) {
        log.error({ error, action: entry.action }, 'an audit entry could not be written');
      }
    },
    head: () => headOf(db),
  };
}

async function headOf(db: Queries): Promise<{ seq: number; hash: string }> {
  const rows = await db.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1',
  );
  return rows[0] ?? { seq: 0, hash: auditGenesis };
}
