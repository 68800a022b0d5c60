// All counters of one's place: filtered, sorted and cut into pages by the hub.
import { Button, type TableColumnsType, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { siteKinds } from '../../../fleet/site-kinds.ts';
import { address } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { bannerNames, leagueNames, regionName } from '../../shared/region-names.ts';
import { ServerTable, type TableFilter } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import { CounterDialog } from './counter-dialog.tsx';
import type { CounterView, Facets } from './counter-types.ts';
import { ImportDialog } from './import-dialog.tsx';
import { FreshnessMark, OnlineMark, StatusMark } from './marks.tsx';

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const named = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

export default function FleetPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const facets = useApi<Facets>('/api/fleet/facets', {}, { everyMs: 30_000 });
  const [dialog, setDialog] = useState<'register' | 'import'>();
  const counts = facets.data?.counts;
  const tools = (
    <>
      {can('counter.register') && (
        <>
          <Button type="primary" onClick={() => setDialog('register')} data-testid="counter-register">
            {t('fleet.register')}
          </Button>
          <Button onClick={() => setDialog('import')} data-testid="counter-import">
            {t('fleet.import')}
          </Button>
        </>
      )}
      <ExportLink />
    </>
  );
  return (
    <PageFrame
      title={t('fleet.list')}
      description={
        counts &&
        t('fleet.hint', {
          total: whole(counts.total),
          enrolled: whole(counts.enrolled),
          online: whole(counts.online),
        })
      }
      extra={tools}
    >
      <ServerTable<CounterView>
        path="/api/fleet/counters"
        rowKey="id"
        columns={useColumns()}
        filters={useFilters(facets.data)}
        searchHint={t('fleet.searchHint')}
        empty={t('fleet.empty')}
        everyMs={15_000}
        rowTestId="counter-row"
      />
      {dialog === 'register' && <CounterDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(undefined)} />}
    </PageFrame>
  );
}

/** What is shown is what is exported: the same filters. */
function ExportLink() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const query = Object.fromEntries(
    [...params].filter(([name]) => !['page', 'pageSize', 'sort'].includes(name)),
  );
  return (
    <DownloadButton path={address('/api/fleet/export', query)} data-testid="counter-export">
      {t('fleet.export')}
    </DownloadButton>
  );
}

/** Two lines in one cell: all columns fit beside the menu at 1366 pixels. */
function Two({ first, then }: { first: ReactNode; then: ReactNode }) {
  return (
    <>
      <div className="cut">{first}</div>
      <div className="hint cut">{then}</div>
    </>
  );
}

function useColumns(): TableColumnsType<CounterView> {
  const { t } = useTranslation();
  const column = (key: string) => ({ key, title: t(`fleet.columns.${key}`) });
  return [
    {
      ...column('name'),
      sorter: true,
      fixed: 'left',
      render: (_, { id, name }) => (
        <Link to={`/counters/${id}`} data-testid={`counter-${id}`}>
          {name}
          <br />
          <small className="hint">{id}</small>
        </Link>
      ),
    },
    {
      ...column('banner'),
      sorter: true,
      render: (_, { banner, siteKind }) => (
        <Two first={regionName(banner)} then={t(`fleet.siteKinds.${siteKind}`)} />
      ),
    },
    {
      ...column('hostUnit'),
      sorter: true,
      ellipsis: true,
      width: 190,
      render: (_, { hostUnit, operatingCompany }) => <Two first={hostUnit} then={operatingCompany} />,
    },
    {
      ...column('status'),
      sorter: true,
      render: (_, { status, suspended }) => (
        <>
          <StatusMark status={status} />
          {suspended && <Tag color="error">{t('fleet.columns.suspended')}</Tag>}
        </>
      ),
    },
    {
      ...column('heardAt'),
      sorter: true,
      render: (_, { online, heardAtMs }) => (
        <Two
          first={<OnlineMark online={online} />}
          then={heardAtMs > 0 ? dayTimeOf(heardAtMs) : t('fleet.never')}
        />
      ),
    },
    {
      ...column('freshness'),
      sorter: true,
      render: (_, { freshness, catalogVersion }) => (
        <Two
          first={<FreshnessMark freshness={freshness} />}
          then={`${t('fleet.columns.catalogVersion')} ${catalogVersion}`}
        />
      ),
    },
    {
      ...column('alarms'),
      sorter: true,
      align: 'right',
      render: (_, { id, alarms }) =>
        alarms > 0 ? <Link to={`/counters/${id}?tab=alarms`}>{alarms}</Link> : '0',
    },
    {
      ...column('slots'),
      align: 'right',
      render: (_, { slotsForSale, slotsBlocked }) =>
        slotsForSale === null ? '—' : `${slotsForSale} / ${slotsBlocked ?? 0}`,
    },
    { ...column('route'), render: (_, { route }) => route ?? '—' },
  ];
}

function useFilters(facets: Facets | undefined): TableFilter[] {
  const { t } = useTranslation();
  const filter = (name: string, options: TableFilter['options']) => ({
    name,
    label: t(`fleet.columns.${name}`),
    options,
  });
  const yesNo = [
    { value: 'yes', label: t('fleet.yes') },
    { value: 'no', label: t('fleet.no') },
  ];
  return [
    filter('league', named(leagueNames)),
    filter('banner', named(bannerNames)),
    filter(
      'siteKind',
      siteKinds.map((kind) => ({ value: kind, label: t(`fleet.siteKinds.${kind}`) })),
    ),
    filter('hostUnit', choices(facets?.hostUnits ?? [])),
    filter('operatingCompany', choices(facets?.operatingCompanies ?? [])),
    filter('programme', choices(facets?.programmes ?? [])),
    filter('route', choices(facets?.routes ?? [])),
    filter(
      'status',
      ['registered', 'enrolled', 'revoked'].map((value) => ({ value, label: t(`fleet.status.${value}`) })),
    ),
    filter('online', yesNo),
    filter(
      'freshness',
      ['green', 'amber', 'red'].map((value) => ({ value, label: t(`freshness.${value}`) })),
    ),
    filter('behind', yesNo),
    filter('alarms', yesNo),
    filter('suspended', yesNo),
  ];
}
