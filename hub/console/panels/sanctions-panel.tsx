// What was stopped, and how far that has come.
import { Button, Popconfirm, Progress, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SanctionRow } from '../../http/views.ts';
import { send } from '../shared/api.ts';
import { dayTimeOf, seconds } from '../shared/format.ts';
import { useProblem } from '../shared/problem.ts';
import { useSession } from '../shared/session.tsx';
import { colours } from '../shared/theme.ts';
import { Nothing, Panel } from './panel.tsx';

const releasedShown = 2;
const pendingShown = 3;
const pathOf: Record<SanctionRow['kind'], string> = {
  product: 'withdrawals',
  lot: 'withdrawals',
  supplier: 'blacklistings',
  channel: 'suspensions',
};

interface PanelProps {
  sanctions: readonly SanctionRow[];
  nowMs: number;
}

export function SanctionsPanel({ sanctions, nowMs }: PanelProps) {
  const { t } = useTranslation();
  const inForce = sanctions.filter(({ releasedAt }) => releasedAt === null);
  const released = sanctions.filter(({ releasedAt }) => releasedAt !== null).slice(0, releasedShown);
  return (
    <Panel title={t('sanctions.title')} extra={<span className="count">{inForce.length}</span>}>
      {sanctions.length === 0 ? (
        <Nothing words={t('sanctions.empty')} />
      ) : (
        <ul className="rows sanctions">
          {[...inForce, ...released].map((row) => (
            <Sanction key={row.id} row={row} nowMs={nowMs} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Sanction({ row, nowMs }: { row: SanctionRow; nowMs: number }) {
  const { t } = useTranslation();
  const words = useProblem();
  const { can } = useSession();
  const [problem, setProblem] = useState<string>();
  const isReleased = row.releasedAt !== null;

  async function release(): Promise<void> {
    setProblem(undefined);
    try {
      await send('post', `/api/${pathOf[row.kind]}/${row.id}/release`, {});
    } catch (error) {
      setProblem(words(error));
    }
  }

  return (
    <li data-testid="sanction-row" data-sanction={row.id} className={isReleased ? 'released' : ''}>
      <div className="row-head">
        <Tag variant="filled" color={isReleased ? 'default' : row.kind === 'channel' ? 'gold' : 'red'}>
          {t(`sanctions.kinds.${row.kind}`)}
        </Tag>
        <b className="cut" title={row.target}>
          {row.targetName}
        </b>
        <time>{dayTimeOf(row.at)}</time>
        {isReleased ? (
          <span className="hint">{t('sanctions.released')}</span>
        ) : !can('sanction.release') ? null : (
          <Popconfirm
            title={t('sanctions.releaseAsk')}
            okText={t('sanctions.yes')}
            cancelText={t('sanctions.no')}
            onConfirm={release}
          >
            <Button size="small" data-testid="release">
              {t('sanctions.release')}
            </Button>
          </Popconfirm>
        )}
      </div>
      <p className="hint cut" title={row.reason}>
        {/* Two sizes of one product have one name; only one of them may be withdrawn. */}
        {row.kind !== 'channel' && `${row.target} · `}
        {row.lots.length > 0 && `${t('sanctions.lots', { lots: row.lots.join(' ') })} · `}
        {row.reason}
      </p>
      <Reach row={row} nowMs={nowMs} />
      {problem && <p className="bad">{problem}</p>}
    </li>
  );
}

/** How many counters have it in force, how long the slowest took, and who is missing. */
export function Reach({ row, nowMs }: { row: SanctionRow; nowMs: number }) {
  const { t } = useTranslation();
  const { confirmed, total, slowestMs, pending } = row;
  const isDone = total > 0 && confirmed === total;
  const words = row.releasedAt === null ? 'sanctions.partial' : 'sanctions.releasedPartial';
  const unnamed = total - confirmed - Math.min(pendingShown, pending.length);
  const named = pending
    .slice(0, pendingShown)
    .map(({ counter, canSellUntil }) =>
      canSellUntil > nowMs
        ? t('sanctions.until', { counter, at: dayTimeOf(canSellUntil) })
        : t('sanctions.stopped', { counter }),
    );
  if (unnamed > 0) named.push(t('sanctions.more', { count: unnamed }));
  return (
    <div className="reach" data-testid="reach">
      <Progress
        percent={total === 0 ? 0 : (100 * confirmed) / total}
        showInfo={false}
        size="small"
        strokeColor={isDone ? colours.ok : colours.amber}
      />
      <span className={isDone ? 'good' : ''}>
        {t(words, { confirmed, total })}
        {slowestMs !== null && ` · ${t('sanctions.after', { seconds: seconds(slowestMs) })}`}
      </span>
      {pending.length > 0 && (
        <p className="hint">
          {t('sanctions.pending')}
          {named.join(' · ')}
        </p>
      )}
    </div>
  );
}
