import { Progress, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { GroupCounts, Phase } from '../../../rollouts/rollout-machine.ts';
import type { Rollout } from '../../../rollouts/rollout-store.ts';

export interface RolloutShown extends Rollout {
  groups: GroupCounts[];
}

const colours = {
  running: 'processing',
  paused: 'warning',
  finished: 'success',
  aborted: 'default',
  'rolling-back': 'processing',
  'rolled-back': 'default',
} as const;

export function PhaseTag({ phase }: { phase: Phase }) {
  const { t } = useTranslation();
  return (
    <Tag color={colours[phase]} data-testid={`rollout-${phase}`}>
      {t(`rollouts.phases.${phase}`)}
    </Tag>
  );
}

const share = (part: number, total: number) => (total === 0 ? 0 : Math.floor((part * 100) / total));

/** How many of these counters took the change, and how many failed. */
export function Share({ counts }: { counts: GroupCounts }) {
  const bad = counts.failed + counts.missed;
  return (
    <span className="rollout-share">
      <Progress
        percent={share(counts.ok + bad, counts.total)}
        success={{ percent: share(counts.ok, counts.total) }}
        status={bad > 0 ? 'exception' : 'normal'}
        showInfo={false}
        size="small"
      />
      {counts.ok}/{counts.total}
      {bad > 0 && ` ✕${bad}`}
    </span>
  );
}

export const total = (groups: readonly GroupCounts[]): GroupCounts =>
  groups.reduce(
    (sum, one) => ({
      total: sum.total + one.total,
      pending: sum.pending + one.pending,
      sent: sum.sent + one.sent,
      ok: sum.ok + one.ok,
      failed: sum.failed + one.failed,
      missed: sum.missed + one.missed,
      alarmed: 0,
    }),
    { total: 0, pending: 0, sent: 0, ok: 0, failed: 0, missed: 0, alarmed: 0 },
  );
