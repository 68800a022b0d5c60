// Roll-outs in the database: rows to values and back.
import type { PriceLine, WantedSlot } from '@zhuangui/protocol/commands.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { SettingsChange } from '../settings/effective.ts';
import type { GroupPlan } from './rollout-groups.ts';
import type { GroupCounts, Phase, RolloutRules, RolloutState } from './rollout-machine.ts';

export type RolloutContent =
  | { kind: 'settings'; change: SettingsChange }
  | { kind: 'prices'; prices: PriceLine[] }
  | { kind: 'assortment'; slots: WantedSlot[] };

export interface Rollout {
  id: string;
  title: string;
  content: RolloutContent;
  plan: GroupPlan;
  rules: RolloutRules;
  state: RolloutState;
  createdBy: string;
  createdName: string;
  createdAt: number;
  endedAt: number | null;
}

export interface RolloutRow {
  id: string;
  title: string;
  content: string;
  plan: string;
  rules: string;
  state: string;
  createdBy: string;
  createdName: string;
  createdAt: number;
  endedAt: number | null;
}

export const rolloutColumns = `id, title, content, plan, rules, state, created_by AS createdBy,
  created_name AS createdName, created_at AS createdAt, ended_at AS endedAt`;

export const rolloutOf = (row: RolloutRow): Rollout => ({
  ...row,
  content: JSON.parse(row.content) as RolloutContent,
  plan: JSON.parse(row.plan) as GroupPlan,
  rules: JSON.parse(row.rules) as RolloutRules,
  state: JSON.parse(row.state) as RolloutState,
});

export async function readRollout(db: Queries, id: string): Promise<Rollout | undefined> {
  const [row] = await db.query<RolloutRow>(`SELECT ${rolloutColumns} FROM rollout WHERE id = ?`, [id]);
  return row && rolloutOf(row);
}

/** Those that have work to do, oldest first. */
export async function busyRollouts(db: Queries): Promise<Rollout[]> {
  const rows = await db.query<RolloutRow>(
    `SELECT ${rolloutColumns} FROM rollout WHERE phase IN ('running', 'rolling-back') ORDER BY created_at, id`,
  );
  return rows.map(rolloutOf);
}

const endedPhases: ReadonlySet<Phase> = new Set(['finished', 'aborted', 'rolled-back']);

export async function saveState(tx: Queries, id: string, state: RolloutState, nowMs: number): Promise<void> {
  await tx.run('UPDATE rollout SET state = ?, phase = ?, ended_at = ? WHERE id = ?', [
    JSON.stringify(state),
    state.phase,
    endedPhases.has(state.phase) ? nowMs : null,
    id,
  ]);
}

export interface Member {
  counter: string;
  told: string | null;
  before: string | null;
}

/** Counters of a roll-out in one of these states, a few at a time; of one group, when given. */
export const members = (
  db: Queries,
  rollout: string,
  states: readonly string[],
  most: number,
  group?: number,
): Promise<Member[]> =>
  db.query(
    `SELECT counter, told, before FROM rollout_counter
     WHERE rollout = ? AND state IN (SELECT value FROM json_each(?)) AND grp = coalesce(?, grp) ORDER BY counter LIMIT ?`,
    [rollout, JSON.stringify(states), group ?? null, most],
  );

export const noCounts: GroupCounts = {
  total: 0,
  pending: 0,
  sent: 0,
  ok: 0,
  failed: 0,
  missed: 0,
  alarmed: 0,
};

/** How every group stands, by number; `alarmed` is left at 0. */
export async function countsOf(db: Queries, rollout: string, groups: number): Promise<GroupCounts[]> {
  const rows = await db.query<{ grp: number; state: keyof GroupCounts; count: number }>(
    'SELECT grp, state, count(*) AS count FROM rollout_counter WHERE rollout = ? GROUP BY grp, state',
    [rollout],
  );
  const counts = Array.from({ length: groups }, () => ({ ...noCounts }));
  for (const { grp, state, count } of rows) {
    const group = counts[grp];
    if (!group) continue;
    group.total += count;
    if (state in group) group[state] += count;
  }
  return counts;
}
