// CERT-12: the national result: checked as a whole, applied as a whole or not at all.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { readTableInWorker } from '../catalog/import/read-in-worker.ts';
import { ImportFileError } from '../catalog/import/table.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { findApplication } from './application-store.ts';
import { requireBatch } from './batch-store.ts';
import { type BatchItem, batchItems } from './batches.ts';
import { type CertificationParts, requireCan, requirePerson } from './certification-parts.ts';
import { asConflict, decideIn } from './decisions.ts';
import { type RefusedRow, type ResultRow, readResultTable } from './result-table.ts';
import { readSettings } from './settings.ts';

const dayMs = 86_400_000;

export interface ImportReport {
  /** Rows that are or would be applied. */
  passed: number;
  refusedByOffice: number;
  /** Rows that say what is known already. */
  unchanged: number;
  /** Rows of suppliers under sanction: left for another import. */
  held: { row: number; application: string }[];
  /** Applications of the batch that the table does not name, and that have no result yet. */
  missing: string[];
  /** With one of these nothing is applied. */
  wrong: RefusedRow[];
  applied: boolean;
}

type Sorted = Pick<ImportReport, 'unchanged' | 'held' | 'wrong'> & { todo: [ResultRow, BatchItem][] };

const wrongRow = (
  { row }: ResultRow,
  column: string,
  value: string,
  code: string,
  zh: string,
  en: string,
) => ({
  row,
  reasons: [{ column, value, code, message: { zh, en } }],
});

const isSame = (row: ResultRow, item: BatchItem): boolean =>
  item.result === row.result &&
  (row.result === 'refused' ||
    (item.certificate === row.certificate?.number &&
      item.validFrom === row.certificate.validFrom &&
      item.validUntil === row.certificate.validUntil));

export interface ResultImport {
  /** Reads and checks; applies when `isApplying` and nothing is wrong. Throws DomainError for a file that is no table. */
  import(
    actor: Actor,
    month: string,
    file: { name: string; bytes: Uint8Array },
    isApplying: boolean,
  ): Promise<ImportReport>;
}

export function createResultImport(parts: CertificationParts): ResultImport {
  const { db, clock, catalogHolder } = parts;

  /** Who else has the number: another application, or an entry of another supplier in the published catalog. */
  async function isTaken(tx: Queries, number: string, item: BatchItem, holder: string | undefined) {
    const [other] = await tx.query<{ id: string }>(
      'SELECT id FROM application WHERE certificate = ? AND id NOT IN (?, ?) LIMIT 1',
      [number, item.id, item.renews ?? ''],
    );
    if (other) return true;
    if (holder === undefined) return false;
    const renewed = item.renews ? await findApplication(tx, item.renews) : undefined;
    return !(renewed?.certificate === number && holder === item.creditCode);
  }

  async function sortRow(
    tx: Queries,
    row: ResultRow,
    item: BatchItem | undefined,
    holders: ReadonlyMap<string, string>,
    into: Sorted,
    frozen: ReadonlySet<string>,
  ): Promise<void> {
    const { application, certificate } = row;
    if (!item)
      into.wrong.push(
        wrongRow(row, '申报编号', application, 'not-in-batch', '不在本批次中', 'not in this batch'),
      );
    else if (item.result !== null && isSame(row, item)) into.unchanged += 1;
    else if (item.result !== null)
      into.wrong.push(
        wrongRow(
          row,
          '结果',
          row.result,
          'decided',
          '与已导入的结果不同',
          'differs from what was imported before',
        ),
      );
    else if (certificate && (await isTaken(tx, certificate.number, item, holders.get(certificate.number))))
      into.wrong.push(
        wrongRow(
          row,
          '证书编号',
          certificate.number,
          'certificate-taken',
          '证书编号已被使用',
          'number is taken',
        ),
      );
    else if (frozen.has(item.creditCode)) into.held.push({ row: row.row, application });
    else into.todo.push([row, item]);
  }

  async function apply(tx: Queries, actor: Actor, row: ResultRow, item: BatchItem, publicityDays: number) {
    const atMs = clock.nowMs();
    const { certificate } = row;
    const given = certificate && {
      certificate: certificate.number,
      validFrom: certificate.validFrom,
      validUntil: certificate.validUntil,
      publicityUntil: atMs + publicityDays * dayMs,
    };
    await decideIn(tx, parts, actor, item, {
      level: 'national',
      decision: row.result === 'passed' ? 'approve' : 'reject',
      reason: row.reason,
      ticked: [],
      atMs,
      change: { month: item.month, ...given },
    });
    await tx.run(
      'UPDATE batch_item SET result = ?, result_reason = ?, result_at = ? WHERE application = ? AND result IS NULL',
      [row.result, row.reason, atMs, item.id],
    );
  }

  async function personWrong(tx: Queries, actor: Actor, sorted: Sorted): Promise<void> {
    for (const [row, item] of sorted.todo) {
      const acted = await tx.query(
        `SELECT 1 FROM application_decision WHERE application = ?1 AND person = ?2
         UNION ALL SELECT 1 FROM application_author WHERE application = ?1 AND person = ?2`,
        [item.id, actor.id],
      );
      if (acted.length > 0)
        sorted.wrong.push(
          wrongRow(
            row,
            '申报编号',
            item.id,
            'acted-before',
            '您已参与此申报，须由他人导入',
            'you took part in it before: another person imports it',
          ),
        );
    }
  }

  async function run(
    tx: Queries,
    actor: Actor,
    month: string,
    table: { rows: ResultRow[]; refused: RefusedRow[] },
    holders: ReadonlyMap<string, string>,
    isApplying: boolean,
  ): Promise<ImportReport> {
    if ((await requireBatch(tx, month)).state !== 'submitted')
      throw new DomainError(
        'conflict',
        'not-submitted',
        'Submit the batch first; its result comes afterwards.',
      );
    const items = new Map((await batchItems(tx, month)).map((item) => [item.id, item]));
    const frozen = await parts.blacklisted(tx);
    const sorted: Sorted = { unchanged: 0, held: [], wrong: [...table.refused], todo: [] };
    for (const row of table.rows) await sortRow(tx, row, items.get(row.application), holders, sorted, frozen);
    await personWrong(tx, actor, sorted);
    const named = new Set(table.rows.map(({ application }) => application));
    const missing = [...items.values()].filter(({ id, result }) => result === null && !named.has(id));
    const applied = isApplying && sorted.wrong.length === 0;
    const { publicityDays } = await readSettings(tx, parts.isDemo);
    if (applied) for (const [row, item] of sorted.todo) await apply(tx, actor, row, item, publicityDays);
    const passed = sorted.todo.filter(([{ result }]) => result === 'passed').length;
    return {
      passed,
      refusedByOffice: sorted.todo.length - passed,
      unchanged: sorted.unchanged,
      held: sorted.held,
      missing: missing.map(({ id }) => id),
      wrong: sorted.wrong.sort((a, b) => a.row - b.row),
      applied,
    };
  }

  async function holdersOf(rows: readonly ResultRow[]): Promise<Map<string, string>> {
    const holders = new Map<string, string>();
    for (const { certificate } of rows) {
      const holder = certificate && (await catalogHolder(certificate.number));
      if (holder) holders.set(certificate.number, holder);
    }
    return holders;
  }

  return {
    async import(actor, month, file, isApplying) {
      requirePerson(actor);
      requireCan(actor, 'application.record-national', {});
      const table = readResultTable(await tableOf(file));
      if (!table.ok)
        throw new DomainError('invalid', 'no-headings', `Columns are missing: ${table.missing.join('、')}.`);
      if (table.rows.length + table.refused.length === 0)
        throw new DomainError('invalid', 'no-rows', 'There is no row below the headings.');
      const holders = await holdersOf(table.rows);
      try {
        return await db.transaction((tx) => run(tx, actor, month, table, holders, isApplying));
      } catch (error) {
        throw asConflict(error);
      }
    },
  };
}

async function tableOf(file: { name: string; bytes: Uint8Array }) {
  try {
    return await readTableInWorker(file.bytes, file.name);
  } catch (error) {
    if (error instanceof ImportFileError) throw new DomainError('invalid', error.code, error.message);
    throw error;
  }
}
