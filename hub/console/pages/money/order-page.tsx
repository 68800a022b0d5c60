import { Descriptions, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { OrderRow } from '../../../money/order-queries.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { fen, methodName, StateTag } from './money-columns.tsx';

interface Order extends OrderRow {
  items: { item: number; entry: string; name: string }[];
  payment: Record<string, string | number | null> | null;
  refunds: {
    refund: string;
    item: number;
    amountFen: number;
    reason: string;
    dueAt: number | null;
    doneAt: number | null;
  }[];
  lines: { seq: number; hash: string; text: string }[];
}

export default function OrderPage() {
  const { t } = useTranslation();
  const { counter = '', order = '' } = useParams();
  const query = useApi<Order>(
    `/api/money/orders/${encodeURIComponent(counter)}/${encodeURIComponent(order)}`,
  );
  return (
    <PageFrame title={t('money.order')} description={<code>{order}</code>} back="/money/orders">
      <Loaded query={query}>{(found) => <Shown order={found} />}</Loaded>
    </PageFrame>
  );
}

function Shown({ order }: { order: Order }) {
  const { t } = useTranslation();
  const time = (ms: number | null) => (ms === null ? '—' : dayTimeOf(ms));
  return (
    <div data-testid="order">
      <Descriptions
        size="small"
        bordered
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 's', label: t('money.state'), children: <StateTag state={order.state} t={t} /> },
          { key: 'c', label: t('money.counter'), children: `${order.counterName} (${order.counter})` },
          { key: 'a', label: t('money.at'), children: time(order.at) },
          { key: 'm', label: t('money.method'), children: methodName(t, order.method) },
          { key: 'p', label: t('money.paid'), children: fen(order.paidFen) },
          { key: 'd', label: t('money.delivered'), children: fen(order.deliveredFen) },
          { key: 'r', label: t('money.refunded'), children: fen(order.refundedFen) },
          {
            key: 'i',
            label: t('money.items'),
            children: order.items.map(({ item, name }) => `${item}. ${name}`).join('；'),
          },
        ]}
      />
      <h3>{t('money.refunds')}</h3>
      <Table
        size="small"
        rowKey="refund"
        pagination={false}
        dataSource={order.refunds}
        locale={{ emptyText: t('money.none') }}
        columns={[
          { title: '#', dataIndex: 'item' },
          { title: t('money.amount'), render: (_, row) => fen(row.amountFen) },
          { title: t('money.reason'), dataIndex: 'reason' },
          { title: t('money.dueAt'), render: (_, row) => time(row.dueAt) },
          { title: t('money.doneAt'), render: (_, row) => time(row.doneAt) },
        ]}
      />
      {order.payment && (
        <>
          <h3>{t('money.payment')}</h3>
          <pre className="raw">{JSON.stringify(order.payment, null, 2)}</pre>
        </>
      )}
      <h3>{t('money.lines')}</h3>
      {order.lines.length === 0 && <p className="hint">{t('money.noLines')}</p>}
      <ol className="order-lines" data-testid="order-lines">
        {order.lines.map(({ seq, hash, text }) => (
          <li key={seq} value={seq}>
            <pre className="raw">{text}</pre>
            <small>{hash}</small>
          </li>
        ))}
      </ol>
    </div>
  );
}
