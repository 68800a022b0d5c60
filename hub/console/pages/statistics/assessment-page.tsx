// STAT-9 on screen: ranks by indicators, and the weights behind them.
import { Button, InputNumber, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Assessed, indicators, type Weights } from '../../../statistics/assessment.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { keyName } from './key-names.ts';
import './statistics.css';

interface Answer {
  period: string;
  ranking: { leagues: Assessed[]; banners: Assessed[]; hostUnits: Assessed[] };
  weights: Weights;
}

export default function AssessmentPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useApi<Answer>('/api/assessment');
  return (
    <PageFrame
      title={t('statistics.assessment.title')}
      description={query.data && t('statistics.assessment.description', { period: query.data.period })}
    >
      <Loaded query={query}>
        {({ ranking, weights }) => (
          <>
            <Ranking title={t('statistics.assessment.leagues')} rows={ranking.leagues} />
            <Ranking title={t('statistics.assessment.banners')} rows={ranking.banners} />
            <Ranking title={t('statistics.assessment.hostUnits')} rows={ranking.hostUnits} />
            {can('target.write') && <WeightsPanel weights={weights} />}
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

export function Ranking({ title, rows }: { title: string; rows: readonly Assessed[] }) {
  const { t } = useTranslation();
  const columns: TableColumnsType<Assessed> = [
    { title: t('statistics.assessment.rank'), dataIndex: 'rank', width: 70 },
    { title, render: (_, { key, name }) => keyName(t, 'hostUnit', key, name) },
    {
      title: t('statistics.assessment.score'),
      align: 'right',
      render: (_, row) => <strong>{row.score.toFixed(2)}</strong>,
    },
    ...indicators.map((name) => ({
      title: t(`statistics.assessment.indicators.${name}`),
      key: name,
      align: 'right' as const,
      render: (_: unknown, row: Assessed) => row.points[name]?.toFixed(2) ?? '—',
    })),
  ];
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
      </div>
      <Table
        size="small"
        rowKey="key"
        columns={columns}
        dataSource={[...rows]}
        locale={{ emptyText: t('statistics.assessment.empty') }}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        data-testid="ranking"
      />
    </section>
  );
}

function WeightsPanel({ weights }: { weights: Weights }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [changed, setChanged] = useState<Partial<Weights>>({});
  const now = { ...weights, ...changed };
  const save = () =>
    act('put', '/api/assessment/weights', now, {
      done: t('statistics.assessment.saved'),
      refresh: ['/api/assessment'],
    });
  return (
    <section className="panel" aria-label={t('statistics.assessment.weights')}>
      <div className="panel-head">
        <h2>{t('statistics.assessment.weights')}</h2>
        <span className="hint">{t('statistics.assessment.weightsHint')}</span>
      </div>
      <div className="stat-tools">
        {indicators.map((name) => (
          <label key={name} htmlFor={`weight-${name}`}>
            {t(`statistics.assessment.indicators.${name}`)}
            <InputNumber
              id={`weight-${name}`}
              min={0}
              max={100}
              precision={0}
              value={now[name]}
              onChange={(value) => setChanged({ ...changed, [name]: value ?? 0 })}
              data-testid={`weight-${name}`}
            />
          </label>
        ))}
        <Button type="primary" loading={busy} onClick={() => void save()} data-testid="weights-save">
          {t('statistics.assessment.save')}
        </Button>
      </div>
    </section>
  );
}
