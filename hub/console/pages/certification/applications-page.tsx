// Applications in one's place: all, those that wait for oneself, certificates that end soon.
import { Button, Segmented, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { applicationStates } from '../../../certification/application-machine.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { leagueNames, regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { StateTag } from './state-tag.tsx';
import type { ApplicationLine } from './types.ts';

const views = ['all', 'mine', 'expiring'] as const;
type View = (typeof views)[number];
const fixedOf: Record<View, Record<string, string>> = {
  all: {},
  mine: { waiting: 'me' },
  expiring: { expiring: '90' },
};
const emptyOf = { all: 'emptyAll', mine: 'emptyMine', expiring: 'emptyExpiring' } as const;

export default function ApplicationsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const view = views.find((name) => name === params.get('view')) ?? 'all';
  return (
    <PageFrame
      title={t('certification.applications')}
      description={t('certification.free')}
      extra={
        can('application.write') && (
          <Button
            type="primary"
            onClick={() => void navigate('/applications/new')}
            data-testid="new-application"
          >
            {t('certification.newApplication')}
          </Button>
        )
      }
    >
      <ServerTable<ApplicationLine>
        key={view}
        path="/api/applications"
        rowKey="id"
        rowTestId="application-row"
        columns={useColumns(view)}
        fixed={fixedOf[view]}
        searchHint={t('certification.searchHint')}
        empty={t(`certification.${emptyOf[view]}`)}
        filters={useFilters(view)}
        extra={
          <Segmented
            value={view}
            options={views.map((name) => ({
              value: name,
              label: <span data-testid={`view-${name}`}>{t(`certification.${name}`)}</span>,
            }))}
            onChange={(chosen) => setParams(chosen === 'all' ? {} : { view: chosen })}
          />
        }
      />
    </PageFrame>
  );
}

function useFilters(view: View) {
  const { t } = useTranslation();
  const leagues = Object.entries(leagueNames).map(([value, label]) => ({ value, label }));
  const region = { name: 'region', label: t('certification.banner'), options: leagues };
  if (view !== 'all') return [region];
  const states = applicationStates.map((value) => ({ value, label: t(`certification.states.${value}`) }));
  return [{ name: 'state', label: t('certification.state'), options: states }, region];
}

function useColumns(view: View): TableColumnsType<ApplicationLine> {
  const { t } = useTranslation();
  const last: TableColumnsType<ApplicationLine>[number] =
    view === 'expiring'
      ? { key: 'validUntil', title: t('certification.validUntil'), dataIndex: 'validUntil', sorter: true }
      : {
          key: 'updatedAt',
          title: t('certification.updated'),
          dataIndex: 'updatedAt',
          sorter: true,
          render: (at: number) => dayTimeOf(at),
        };
  return [
    {
      key: 'id',
      title: t('certification.id'),
      dataIndex: 'id',
      sorter: true,
      render: (id: string) => <Link to={`/applications/${id}`}>{id}</Link>,
    },
    { key: 'name', title: t('certification.product'), dataIndex: 'name', sorter: true, ellipsis: true },
    {
      key: 'supplierName',
      title: t('certification.supplier'),
      dataIndex: 'supplierName',
      sorter: true,
      ellipsis: true,
    },
    { key: 'banner', title: t('certification.banner'), dataIndex: 'banner', render: regionName },
    {
      key: 'state',
      title: t('certification.state'),
      sorter: true,
      render: (_value, { state, isFrozen }) => <StateTag state={state} isFrozen={isFrozen} />,
    },
    { key: 'month', title: t('certification.month'), dataIndex: 'month' },
    last,
  ];
}
