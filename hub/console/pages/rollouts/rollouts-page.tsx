import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { RolloutForm } from './rollout-form.tsx';
import { PhaseTag, type RolloutShown, Share, total } from './rollout-words.tsx';

const phases = ['running', 'paused', 'finished', 'aborted', 'rolling-back', 'rolled-back'] as const;

export default function RolloutsPage() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <PageFrame
      title={t('rollouts.title')}
      description={t('rollouts.about')}
      extra={
        <Button type="primary" onClick={() => setOpen(true)} data-testid="rollout-new">
          {t('rollouts.create')}
        </Button>
      }
    >
      <ServerTable<RolloutShown>
        path="/api/rollouts"
        rowKey="id"
        everyMs={3000}
        empty={t('rollouts.none')}
        filters={[
          {
            name: 'phase',
            label: t('rollouts.phase'),
            options: phases.map((value) => ({ value, label: t(`rollouts.phases.${value}`) })),
          },
        ]}
        columns={[
          {
            key: 'title',
            title: t('rollouts.name'),
            sorter: true,
            render: (row: RolloutShown) => <Link to={`/rollouts/${row.id}`}>{row.title}</Link>,
          },
          {
            key: 'kind',
            title: t('rollouts.kind'),
            render: (row: RolloutShown) => t(`rollouts.kinds.${row.content.kind}`),
          },
          {
            key: 'phase',
            title: t('rollouts.phase'),
            sorter: true,
            render: (row: RolloutShown) => <PhaseTag phase={row.state.phase} />,
          },
          {
            key: 'progress',
            title: t('rollouts.progress'),
            render: (row: RolloutShown) => <Share counts={total(row.groups)} />,
          },
          {
            key: 'createdBy',
            title: t('rollouts.createdBy'),
            render: (row: RolloutShown) => row.createdName,
          },
          {
            key: 'createdAt',
            title: t('rollouts.createdAt'),
            sorter: true,
            render: (row: RolloutShown) => dayTimeOf(row.createdAt),
          },
        ]}
      />
      {isOpen && <RolloutForm onClose={() => setOpen(false)} />}
    </PageFrame>
  );
}
