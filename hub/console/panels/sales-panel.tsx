// Sales as the hub commits them, newest first.
import { Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SaleRow } from '../../http/views.ts';
import { clockOf, yuan } from '../shared/format.ts';
import { Nothing, Panel } from './panel.tsx';

const shown = 10;
const keyOf = ({ counter, order, slot, at }: SaleRow): string => `${counter} ${order} ${slot} ${at}`;

export function SalesPanel({ sales }: { sales: readonly SaleRow[] }) {
  const { t } = useTranslation();
  // Only what arrives while somebody looks is highlighted.
  const [known] = useState(() => new Set(sales.map(keyOf)));
  const columns: TableColumnsType<SaleRow> = [
    { title: t('sales.at'), dataIndex: 'at', width: 84, render: clockOf, className: 'figures-cell' },
    {
      title: t('sales.product'),
      dataIndex: 'product',
      ellipsis: true,
      render: (product: string, { entry }) => <span title={entry}>{product}</span>,
    },
    {
      title: t('sales.counter'),
      dataIndex: 'counterName',
      ellipsis: true,
      responsive: ['sm'],
      render: (name: string, { counter }) => <span title={counter}>{name}</span>,
    },
    { title: t('sales.slot'), dataIndex: 'slot', width: 64, align: 'right', responsive: ['lg'] },
    { title: t('sales.lot'), dataIndex: 'lot', width: 122, ellipsis: true, responsive: ['lg'] },
    {
      title: t('sales.method'),
      dataIndex: 'method',
      width: 76,
      responsive: ['md'],
      render: (m) => t(`methods.${m}`),
    },
    {
      title: t('sales.price'),
      dataIndex: 'priceFen',
      width: 88,
      align: 'right',
      render: yuan,
      className: 'figures-cell',
    },
  ];
  return (
    <Panel title={t('sales.title')}>
      {sales.length === 0 ? (
        <Nothing words={t('sales.empty')} />
      ) : (
        <Table
          size="small"
          tableLayout="fixed"
          rowKey={keyOf}
          columns={columns}
          dataSource={sales.slice(0, shown)}
          pagination={false}
          rowClassName={(row) => (known.has(keyOf(row)) ? 'sale' : 'sale arriving')}
          onRow={() => ({ 'data-testid': 'sale-row' }) as object}
        />
      )}
    </Panel>
  );
}
