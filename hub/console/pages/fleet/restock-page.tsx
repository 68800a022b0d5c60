// What to load on which route: on screen, on paper, as a table.
import { Button, InputNumber, Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { LoadLine, RoutePlan } from '../../../stock/restock-plan.ts';
import { address } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { bannerNames } from '../../shared/region-names.ts';
import { useApi } from '../../shared/use-api.ts';
import type { Facets } from './counter-types.ts';

type Named<Row> = Row & { product: string };
interface Plan extends Omit<RoutePlan, 'pick' | 'counters'> {
  pick: Named<RoutePlan['pick'][number]>[];
  counters: (Omit<RoutePlan['counters'][number], 'lines'> & { lines: Named<LoadLine>[] })[];
}

const numbers = [
  ['coverDays', 'cover', 7, 60],
  ['lookBackDays', 'lookBack', 14, 90],
  ['keepDays', 'keep', 7, 90],
] as const;

export default function RestockPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const asked = Object.fromEntries(params);
  const query = useApi<{ rows: Plan[] }>('/api/restock/suggestions', asked);
  return (
    <PageFrame
      title={t('fleet.restock.title')}
      description={t('fleet.restock.hint')}
      extra={
        <>
          <DownloadButton path={address('/api/restock/table', asked)} data-testid="restock-xlsx">
            XLSX
          </DownloadButton>
          <DownloadButton path={address('/api/restock/table', { ...asked, format: 'csv' })}>
            CSV
          </DownloadButton>
          <Button type="primary" onClick={() => window.print()} data-testid="restock-print">
            {t('fleet.restock.print')}
          </Button>
        </>
      }
    >
      <Choice />
      {query.error?.reason === 'too-many-counters' ? (
        <ChooseFirst />
      ) : (
        <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.restock.empty')}>
          {({ rows }) => rows.map((plan) => <Route key={plan.route} plan={plan} />)}
        </Loaded>
      )}
    </PageFrame>
  );
}

function Choice() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const facets = useApi<Facets>('/api/fleet/facets');
  const set = (name: string, value: string | number | null | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null || value === undefined || value === '') next.delete(name);
        else next.set(name, String(value));
        return next;
      },
      { replace: true },
    );
  const choices = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }));
  const select = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      className="filter"
      placeholder={label}
      aria-label={label}
      value={params.get(name)}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      onChange={(value) => set(name, value)}
      data-testid={`restock-${name}`}
    />
  );
  const banners = Object.entries(bannerNames).map(([value, label]) => ({ value, label }));
  return (
    <div className="panel" style={{ marginBottom: 16 }}>
      <search className="table-tools">
        {select('route', t('fleet.restock.route'), [
          { value: '-', label: t('fleet.restock.noRoute') },
          ...choices(facets.data?.routes),
        ])}
        {select(
          'operatingCompany',
          t('fleet.columns.operatingCompany'),
          choices(facets.data?.operatingCompanies),
        )}
        {select('banner', t('fleet.columns.banner'), banners)}
        {numbers.map(([name, label, fallback, max]) => (
          <label key={name} htmlFor={`restock-${name}`}>
            <span className="hint">{t(`fleet.restock.${label}`)} </span>
            <InputNumber
              id={`restock-${name}`}
              min={1}
              max={max}
              precision={0}
              value={Number(params.get(name)) || fallback}
              onChange={(value) => set(name, value)}
              data-testid={`restock-${name}`}
            />
          </label>
        ))}
      </search>
    </div>
  );
}

/** More counters than one suggestion holds: what may be chosen, as links. */
function ChooseFirst() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const facets = useApi<Facets>('/api/fleet/facets');
  const to = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    next.set(name, value);
    return `?${next}`;
  };
  const links = (
    name: string,
    title: string,
    options: readonly (readonly [value: string, label: string])[],
  ) =>
    !params.has(name) && (
      <section style={{ marginTop: 12 }} aria-label={title}>
        <h3 style={{ fontSize: 14 }}>{title}</h3>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
          {options.map(([value, label]) => (
            <Link key={value} to={to(name, value)} data-testid={`choose-${name}`}>
              {label}
            </Link>
          ))}
        </div>
      </section>
    );
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
  return (
    <div className="panel pad" data-testid="choose-first">
      <h2 style={{ fontSize: 15 }}>{t('fleet.restock.chooseFirst')}</h2>
      <Loaded query={facets}>
        {({ routes, operatingCompanies }) => (
          <>
            {links('route', t('fleet.restock.route'), [['-', t('fleet.restock.noRoute')], ...same(routes)])}
            {links('operatingCompany', t('fleet.columns.operatingCompany'), same(operatingCompanies))}
            {links('banner', t('fleet.columns.banner'), Object.entries(bannerNames))}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Route({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const title = (key: string) => t(`fleet.restock.${key}`);
  return (
    <section className="panel" data-testid="restock-route">
      <div className="panel-head">
        <h2>{plan.route === '' ? t('fleet.restock.noRoute') : plan.route}</h2>
        <span className="hint">
          {plan.drivers.length > 0 && t('fleet.restock.drivers', { names: plan.drivers.join('、') })}{' '}
          {t('fleet.restock.total', { load: whole(plan.load), counters: plan.counters.length })}
        </span>
      </div>
      <Table
        size="small"
        rowKey="entry"
        dataSource={plan.pick}
        pagination={false}
        title={() => title('pick')}
        columns={[
          { title: t('fleet.slots.product'), dataIndex: 'product' },
          { title: title('packages'), dataIndex: 'packages', align: 'right' },
          { title: title('counters'), dataIndex: 'counters', align: 'right' },
        ]}
      />
      {plan.counters.map((counter) => (
        <Table
          key={counter.id}
          size="small"
          rowKey="slot"
          dataSource={counter.lines}
          pagination={false}
          scroll={{ x: 'max-content' }}
          title={() => (
            <>
              <Link to={`/counters/${counter.id}?tab=slots`}>{counter.name}</Link>{' '}
              <small className="hint">{counter.id}</small>
            </>
          )}
          columns={[
            { title: t('fleet.slots.slot'), dataIndex: 'slot', width: 80 },
            { title: t('fleet.slots.product'), dataIndex: 'product' },
            { title: title('load'), align: 'right', render: (_, { load }) => <b>{load}</b> },
            { title: title('takeOut'), dataIndex: 'takeOut', align: 'right' },
            {
              title: t('fleet.slots.count'),
              align: 'right',
              render: (_, row) => `${row.count} / ${row.capacity}`,
            },
            { title: title('perDay'), align: 'right', render: (_, { perDay }) => perDay.toFixed(1) },
            { title: title('skip'), render: (_, { skip }) => (skip ? t(`fleet.restock.skips.${skip}`) : '') },
          ]}
        />
      ))}
    </section>
  );
}
