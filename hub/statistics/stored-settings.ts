// Names and weights that are data: they change without a new version of the hub.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { defaultWeights, type Weights } from './assessment.ts';

export interface ReportNames {
  title: string;
  /** To whom the report goes. */
  offices: string[];
  /** Who makes it. */
  author: string;
}
export const defaultNames: ReportNames = {
  title: '消费扶贫专柜销售情况月报',
  offices: ['自治区发展和改革委员会', '自治区扶贫开发办公室'],
  author: '内蒙古自治区消费扶贫专柜监管平台',
};

export interface StatisticsSettings {
  weights: Weights;
  names: ReportNames;
}

export async function readSettings(db: Pick<Db, 'query'>): Promise<StatisticsSettings> {
  const rows = await db.query<{ name: string; value: string }>('SELECT name, value FROM stat_setting');
  const stored = new Map(rows.map(({ name, value }) => [name, JSON.parse(value)]));
  return {
    weights: { ...defaultWeights, ...stored.get('weights') },
    names: { ...defaultNames, ...stored.get('names') },
  };
}

export async function writeSettings(
  { db, clock, audit }: { db: Db; clock: Clock; audit: Audit },
  actor: Actor,
  change: Partial<StatisticsSettings>,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [name, value] of Object.entries(change)) {
      await tx.run(
        `INSERT INTO stat_setting (name, value, set_at, set_by) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
         SET value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by`,
        [name, JSON.stringify(value), clock.nowMs(), actor.name],
      );
      const detail = JSON.stringify(value);
      await audit.write(tx, {
        actor,
        action: 'target.write',
        object: `statistics/${name}`,
        outcome: 'done',
        detail,
      });
    }
  });
}
