// Opens the one database of a counter with the tables of every slice, and carries over what a damaged one held.
import { join } from 'node:path';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { loadOrCreateJournalKey } from '../journal/key.ts';
import { type CounterStore, openCounterStore } from '../journal/open-counter-db.ts';
import { listMigrations } from '../lists/list-migrations.ts';
import { planogramMigrations, projectPlanogram, replayPlanogram } from '../planogram/planogram-store.ts';
import { projectOpenOrders, replayOpenOrders, saleMigrations } from '../sale/open-order-store.ts';
import { type AgentParts, agentVersion } from './agent-parts.ts';

/** Everything that follows from lines is written in the transaction of the lines (SALE-20). */
export async function project(tx: Queries, lines: readonly Line[]): Promise<void> {
  await projectPlanogram(tx, lines);
  await projectOpenOrders(tx, lines);
}

/** Good lines of a damaged journal come in blocks; the first block starts the tables anew. */
async function replay(tx: Queries, lines: readonly Line[]): Promise<void> {
  if (lines[0]?.seq !== 1) return project(tx, lines);
  await replayPlanogram(tx, lines);
  await replayOpenOrders(tx, lines);
}

export type CounterStoreParts = Pick<
  AgentParts,
  'counter' | 'folder' | 'engine' | 'clock' | 'random' | 'log' | 'reserve'
>;

/**
 * Throws JournalError `locked` when another agent runs on the same folder. `setAside` says why a whole journal must
 * not go on (LINK-5).
 */
export async function openStore(parts: CounterStoreParts, setAside?: string): Promise<CounterStore> {
  const key = await loadOrCreateJournalKey(join(parts.folder, 'journal.key'));
  const { folder, engine, clock, random, log } = parts;
  const migrations = { lists: listMigrations, planogram: planogramMigrations, sale: saleMigrations };
  return openCounterStore({
    folder,
    engine,
    clock,
    random,
    log,
    counter: parts.counter.id,
    key,
    agentVersion,
    migrations,
    replay,
    ...(parts.reserve ? { reserve: parts.reserve } : {}),
    ...(setAside === undefined ? {} : { setAside }),
  });
}
