// Opens the one database of a counter with the tables of every slice, and carries over what a damaged one held.

import { join } from 'node:path';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { cabinetMigrations, projectVisits, replayVisits } from '../cabinet/visit-store.ts';
import { careMigrations, projectCare, replayCare } from '../care/care-store.ts';
import { cashMigrations, projectCash, replayCash } from '../cash/cash-book-store.ts';
import { commandMigrations, projectCommands } from '../commands/command-store.ts';
import { loadOrCreateJournalKey } from '../journal/key.ts';
import { type CounterStore, openCounterStore } from '../journal/open-counter-db.ts';
import { beginsChain } from '../journal/salvage-chain.ts';
import { listMigrations } from '../lists/list-migrations.ts';
import { operatorMigrations } from '../operator/lockout-store.ts';
import { projectOpenVends, replayOpenVends } from '../operator/open-vends.ts';
import { planogramMigrations, projectPlanogram, replayPlanogram } from '../planogram/planogram-store.ts';
import { projectOpenOrders, replayOpenOrders, saleMigrations } from '../sale/open-order-store.ts';
import { settingsMigrations } from '../settings/settings-store.ts';
import { type AgentParts, agentVersion } from './agent-parts.ts';

type Projection = (tx: Queries, lines: readonly Line[]) => Promise<void>;

const projections: readonly Projection[] = [
  projectPlanogram,
  projectOpenOrders,
  projectCash,
  projectVisits,
  projectOpenVends,
  projectCare,
  projectCommands,
];
const replays: readonly Projection[] = [
  replayPlanogram,
  replayOpenOrders,
  replayCash,
  replayVisits,
  replayOpenVends,
  projectCommands,
];

/** Everything that follows from lines is written in the transaction of the lines (SALE-20). */
export async function project(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const one of projections) await one(tx, lines);
}

/** Good lines of a damaged journal come in blocks; the first block starts the tables anew. */
export async function replay(tx: Queries, lines: readonly Line[]): Promise<void> {
  const isFirst = beginsChain(lines);
  for (const one of isFirst ? replays : projections.filter((other) => other !== projectCare))
    await one(tx, lines);
  // Of every block: faults of the journal that is set aside end with it (LINK-5).
  await replayCare(tx, lines);
}

export type CounterStoreParts = Pick<
  AgentParts,
  'counter' | 'folder' | 'engine' | 'clock' | 'random' | 'log' | 'reserve'
>;

export const migrations = {
  lists: listMigrations,
  planogram: planogramMigrations,
  sale: saleMigrations,
  cash: cashMigrations,
  cabinet: cabinetMigrations,
  care: careMigrations,
  operator: operatorMigrations,
  settings: settingsMigrations,
  commands: commandMigrations,
};

/**
 * Throws JournalError `locked` when another agent runs on the same folder. `setAside` says why a whole journal must
 * not go on (LINK-5).
 */
export async function openStore(parts: CounterStoreParts, setAside?: string): Promise<CounterStore> {
  const key = await loadOrCreateJournalKey(join(parts.folder, 'journal.key'));
  const { folder, engine, clock, random, log } = parts;
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
