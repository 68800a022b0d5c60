// The three kinds of sanctions, each with its list, and the way to impose one.
import { Button, Segmented, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Action } from '../../../people/permissions.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { ImposeDialog } from './impose-dialog.tsx';
import { type SanctionGroup, type SanctionLine, sanctionGroups } from './types.ts';

const actionOf: Record<SanctionGroup, Action> = {
  withdrawals: 'sanction.withdraw',
  blacklistings: 'sanction.blacklist',
  suspensions: 'sanction.suspend',
};

export default function SanctionsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [params, setParams] = useSearchParams();
  const [isOpen, setOpen] = useState(false);
  const group = sanctionGroups.find((name) => name === params.get('group')) ?? 'withdrawals';
  const states = ['active', 'released'].map((value) => ({ value, label: t(`supervision.states.${value}`) }));
  return (
    <PageFrame
      title={t('supervision.sanctions')}
      description={t(`supervision.about.${group}`)}
      extra={
        can(actionOf[group]) && (
          <Button type="primary" danger onClick={() => setOpen(true)} data-testid="impose">
            {t(`supervision.impose.${group}`)}
          </Button>
        )
      }
    >
      <ServerTable<SanctionLine>
        key={group}
        path="/api/supervision/sanctions"
        rowKey="id"
        rowTestId="sanction-row"
        fixed={{ group }}
        columns={useColumns()}
        empty={t('supervision.noSanctions')}
        filters={[{ name: 'state', label: t('supervision.state'), options: states }]}
        extra={
          <Segmented
            value={group}
            options={sanctionGroups.map((value) => ({
              value,
              label: <span data-testid={`group-${value}`}>{t(`supervision.groups.${value}`)}</span>,
            }))}
            onChange={(chosen) => setParams({ group: chosen })}
          />
        }
      />
      {isOpen && <ImposeDialog group={group} close={() => setOpen(false)} />}
    </PageFrame>
  );
}

function useColumns(): TableColumnsType<SanctionLine> {
  const { t } = useTranslation();
  return [
    {
      key: 'target',
      title: t('supervision.target'),
      render: (_, { id, targetName, target, lots }) => (
        <>
          <Link to={`/sanctions/${id}`}>{targetName}</Link>
          <div className="hint">
            {target}
            {lots.length > 0 && ` · ${lots.join('、')}`}
          </div>
        </>
      ),
    },
    { key: 'kind', title: t('supervision.kind'), render: (_, { kind }) => t(`supervision.kinds.${kind}`) },
    { key: 'reason', title: t('supervision.reason'), dataIndex: 'reason', ellipsis: true, width: 260 },
    {
      key: 'level',
      title: t('supervision.level'),
      render: (_, one) => <Level level={one.level} place={one.place} />,
    },
    { key: 'at', title: t('supervision.since'), render: (_, { at }) => dayTimeOf(at) },
    {
      key: 'state',
      title: t('supervision.state'),
      render: (_, { releasedAt }) => <StateTag releasedAt={releasedAt} />,
    },
  ];
}

export function Level({ level, place }: { level: SanctionLine['level']; place: string }) {
  const { t } = useTranslation();
  return <>{place === '' ? t(`supervision.levels.${level}`) : regionName(place)}</>;
}

export function StateTag({ releasedAt }: { releasedAt: number | null }) {
  const { t } = useTranslation();
  return releasedAt === null ? (
    <Tag color="red">{t('supervision.states.active')}</Tag>
  ) : (
    <Tag>{t('supervision.states.released')}</Tag>
  );
}
