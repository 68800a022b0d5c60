// CERT-10, CERT-11: a month's batch: closed after its cut-off, submitted with a file that no longer changes.
import { createHash } from 'node:crypto';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { nextState } from './application-machine.ts';
import {
  type Application,
  type ApplicationRow,
  applicationColumns,
  fromApplications,
  saveApplication,
  selectApplications,
  toApplication,
  writeStep,
} from './application-store.ts';
import { type BatchRow, batchColumns, openMonth, requireBatch } from './batch-store.ts';
import { type CertificationParts, requireCan, requirePerson } from './certification-parts.ts';
import { cutOffMs, type Month, nextMonth } from './month-batch.ts';
import { readSettings } from './settings.ts';
import { submissionFile } from './submission-file.ts';

export interface BatchItem extends Application {
  result: 'passed' | 'refused' | null;
  resultReason: string | null;
  openObjections: number;
}

export interface BatchSummary extends BatchRow {
  /** Submitted by leagues, not yet certified by the region; of an open batch. */
  waiting: number;
  /** Certified by the region, for this batch; of an open batch. */
  certified: number;
  items: number;
  passed: number;
  refused: number;
  published: number;
  cutOffAt: number;
}

export interface Batches {
  list(): Promise<BatchSummary[]>;
  items(month: Month): Promise<BatchItem[]>;
  close(actor: Actor, month: Month): Promise<{ taken: number; moved: number }>;
  /** The file as submitted; before that, as it would be. */
  file(month: Month): Promise<Uint8Array>;
  submit(actor: Actor, month: Month): Promise<{ sha256: string; items: number }>;
}

const summarySql = `SELECT ${batchColumns},
  (SELECT count(*) FROM application a WHERE a.month = b.month AND a.state = 'league-reviewed') AS waiting,
  (SELECT count(*) FROM application a WHERE a.month = b.month AND a.state = 'region-certified') AS certified,
  (SELECT count(*) FROM batch_item i WHERE i.month = b.month) AS items,
  (SELECT count(*) FROM batch_item i WHERE i.month = b.month AND i.result = 'passed') AS passed,
  (SELECT count(*) FROM batch_item i WHERE i.month = b.month AND i.result = 'refused') AS refused,
  (SELECT count(*) FROM batch_item i JOIN application a ON a.id = i.application
    WHERE i.month = b.month AND a.published_at IS NOT NULL) AS published
  FROM month_batch b ORDER BY month DESC`;

export async function batchItems(queries: Queries, month: Month): Promise<BatchItem[]> {
  const rows = await queries.query<
    ApplicationRow & Pick<BatchItem, 'result' | 'resultReason' | 'openObjections'>
  >(
    `SELECT ${applicationColumns}, i.result, i.result_reason AS resultReason,
       (SELECT count(*) FROM objection o WHERE o.application = a.id AND o.state = 'open') AS openObjections
     ${fromApplications} JOIN batch_item i ON i.application = a.id WHERE i.month = ? ORDER BY a.id`,
    [month],
  );
  return rows.map((row) => ({ ...row, ...toApplication(row) }));
}

export function createBatches(parts: CertificationParts): Batches {
  const { db, reader, clock, audit } = parts;

  function requireLiaison(actor: Actor): void {
    requirePerson(actor);
    requireCan(actor, 'application.record-national', {});
  }

  const written = (tx: Queries, actor: Actor, month: Month, detail: string) =>
    audit.write(tx, {
      actor,
      action: 'application.record-national',
      object: `batch/${month}`,
      outcome: 'done',
      detail,
    });

  async function take(tx: Queries, actor: Actor, before: Application, month: Month, atMs: number) {
    const state = nextState(before.state, { kind: 'close-batch' });
    if (!state) throw new DomainError('conflict', 'state', 'An application changed meanwhile: try again.');
    const after = await saveApplication(tx, before, { state, month, updatedAt: atMs });
    await tx.run('INSERT INTO batch_item (month, application, version_hash) VALUES (?, ?, ?)', [
      month,
      before.id,
      before.versionHash,
    ]);
    await writeStep(tx, { actor, atMs, what: 'batch-closed', detail: month }, before, after);
  }

  /** What is not ready, or frozen, waits for the next batch. */
  async function moveOn(tx: Queries, actor: Actor, before: Application, from: Month, atMs: number) {
    const { cutOffDay } = await readSettings(tx, parts.isDemo);
    const month = await openMonth(tx, atMs, cutOffDay, nextMonth(from));
    const after = await saveApplication(tx, before, { month });
    await writeStep(tx, { actor, atMs, what: 'next-batch', detail: `${from} → ${month}` }, before, after);
  }

  async function close(actor: Actor, month: Month) {
    requireLiaison(actor);
    return db.transaction(async (tx) => {
      const batch = await requireBatch(tx, month);
      if (batch.state !== 'open') throw new DomainError('conflict', 'closed', 'The batch is closed already.');
      const { cutOffDay, mayCloseEarly } = await readSettings(tx, parts.isDemo);
      const atMs = clock.nowMs();
      if (!mayCloseEarly && atMs < cutOffMs(month, cutOffDay))
        throw new DomainError(
          'conflict',
          'before-cut-off',
          `The leagues may submit until the ${cutOffDay}th.`,
        );
      await tx.run("UPDATE month_batch SET state = 'closed', closed_at = ?, closed_by = ? WHERE month = ?", [
        atMs,
        actor.name,
        month,
      ]);
      const frozen = await parts.blacklisted(tx);
      const all = await selectApplications(
        tx,
        "a.state IN ('league-reviewed', 'region-certified') AND a.month <= ?",
        [month],
      );
      const isReady = (one: Application) => one.state === 'region-certified' && !frozen.has(one.creditCode);
      for (const one of all) {
        if (isReady(one)) await take(tx, actor, one, month, atMs);
        else await moveOn(tx, actor, one, month, atMs);
      }
      const taken = all.filter(isReady).length;
      await written(tx, actor, month, `closed with ${taken} applications`);
      return { taken, moved: all.length - taken };
    });
  }

  async function submit(actor: Actor, month: Month) {
    requireLiaison(actor);
    const items = await batchItems(db, month);
    const file = await submissionFile(month, items);
    const sha256 = createHash('sha256').update(file).digest('hex');
    return db.transaction(async (tx) => {
      const { changes } = await tx.run(
        `UPDATE month_batch SET state = 'submitted', submitted_at = ?, submitted_by = ?, file = ?, file_sha256 = ?
         WHERE month = ? AND state = 'closed'`,
        [clock.nowMs(), actor.name, file, sha256, month],
      );
      if (changes !== 1)
        throw new DomainError('conflict', 'not-closed', 'Close the batch first; submit it once.');
      if (items.length === 0) throw new DomainError('conflict', 'empty', 'There is nothing in this batch.');
      await written(tx, actor, month, `submitted ${items.length} applications, file ${sha256}`);
      return { sha256, items: items.length };
    });
  }

  return {
    async list() {
      const { cutOffDay } = await readSettings(reader, parts.isDemo);
      const rows = await reader.query<Omit<BatchSummary, 'cutOffAt'>>(summarySql);
      return rows.map((row) => ({ ...row, cutOffAt: cutOffMs(row.month, cutOffDay) }));
    },
    async items(month) {
      await requireBatch(reader, month);
      return batchItems(reader, month);
    },
    close,
    async file(month) {
      await requireBatch(db, month);
      const [kept] = await db.query<{ file: Uint8Array | null }>(
        'SELECT file FROM month_batch WHERE month = ?',
        [month],
      );
      return kept?.file ?? submissionFile(month, await batchItems(db, month));
    },
    submit,
  };
}
