// What a counter sold: today, this month, by day and by product, and the last sales one by one.
import { Descriptions, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LastSale } from '../../../fleet/last-sales.ts';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';

interface Sum {
  sales: number;
  salesFen: number;
}
interface Sales {
  today: Sum;
  month: Sum;
  days: (Sum & { day: string })[];
  products: (Sum & { entry: string; product: string })[];
  latest: (LastSale & { product: string })[];
}

export default function SalesTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const query = useApi<Sales>(`/api/fleet/counters/${counter.id}/sales`, {}, { everyMs: 15_000 });
  const words = ({ sales, salesFen }: Sum) =>
    `${yuan(salesFen)} · ${t('fleet.sales.count', { count: sales })}`;
  return (
    <Loaded query={query}>
      {({ today, month, days, products, latest }) => (
        <>
          <div className="panel pad">
            <Descriptions
              size="small"
              items={[
                {
                  key: 'today',
                  label: t('fleet.sales.today'),
                  children: <b data-testid="sales-today">{words(today)}</b>,
                },
                { key: 'month', label: t('fleet.sales.month'), children: <b>{words(month)}</b> },
              ]}
            />
            <Days days={days} />
          </div>
          <div className="panel">
            <div className="panel-head">
              <h2>{t('fleet.sales.products')}</h2>
            </div>
            <Table
              size="small"
              rowKey="entry"
              dataSource={products}
              locale={{ emptyText: t('fleet.sales.empty') }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('fleet.sales.product'), dataIndex: 'product' },
                { title: t('fleet.sales.sold'), align: 'right', render: (_, row) => whole(row.sales) },
                { title: t('fleet.sales.amount'), align: 'right', render: (_, row) => yuan(row.salesFen) },
              ]}
            />
          </div>
          <Latest counter={counter.id} sales={latest} />
        </>
      )}
    </Loaded>
  );
}

function Latest({ counter, sales }: { counter: string; sales: Sales['latest'] }) {
  const { t } = useTranslation();
  return (
    <div className="panel" data-testid="latest-sales">
      <div className="panel-head">
        <h2>{t('fleet.sales.latest')}</h2>
      </div>
      <Table
        size="small"
        rowKey={({ journal, seq }) => `${journal}-${seq}`}
        dataSource={sales}
        locale={{ emptyText: t('fleet.sales.noLatest') }}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('fleet.sales.time'), render: (_, { atMs }) => dayTimeOf(atMs) },
          { title: t('fleet.sales.product'), dataIndex: 'product' },
          { title: t('fleet.slots.slot'), dataIndex: 'slot', align: 'right' },
          { title: t('fleet.sales.amount'), align: 'right', render: (_, { priceFen }) => yuan(priceFen) },
          { title: t('fleet.sales.method'), render: (_, { method }) => t(`methods.${method}`) },
          {
            title: t('fleet.sales.order'),
            render: (_, { order }) => (
              <Link to={`/money/orders/${counter}/${order}`}>
                <code>{order}</code>
              </Link>
            ),
          },
        ]}
      />
    </div>
  );
}

/** Thirty bars; each says its day and amount to whoever points at it or reads it. */
function Days({ days }: Pick<Sales, 'days'>) {
  const { t } = useTranslation();
  const most = Math.max(1, ...days.map(({ salesFen }) => salesFen));
  return (
    <figure style={{ margin: '8px 0 0' }}>
      <figcaption className="hint">{t('fleet.sales.days')}</figcaption>
      <ul
        style={{ display: 'flex', alignItems: 'flex-end', gap: 3, height: 90, listStyle: 'none', padding: 0 }}
      >
        {days.map(({ day, salesFen }) => (
          <li
            key={day}
            title={`${day} ${yuan(salesFen)}`}
            aria-label={`${day} ${yuan(salesFen)}`}
            style={{
              flex: 1,
              height: `${Math.max(2, (100 * salesFen) / most)}%`,
              background: '#2f7d4f',
              borderRadius: 2,
            }}
          />
        ))}
      </ul>
    </figure>
  );
}
