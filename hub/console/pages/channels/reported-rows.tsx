// Rows that count.
import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { whole, yuan } from '../../shared/format.ts';
import type { ReportedRow } from './types.ts';

export function ReportedRows({ rows }: { rows: readonly ReportedRow[] }) {
  const { t } = useTranslation();
  return (
    <Table<ReportedRow>
      size="small"
      rowKey="line"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
      columns={[
        { title: t('channels.row'), dataIndex: 'line' },
        { title: t('channels.day'), dataIndex: 'day' },
        { title: t('channels.product'), dataIndex: 'product' },
        { title: t('channels.programme'), dataIndex: 'programme' },
        {
          title: t('channels.certified'),
          render: (_, { certified }) =>
            certified ? <Tag color="green">{t('channels.yes')}</Tag> : <Tag>{t('channels.no')}</Tag>,
        },
        { title: t('channels.amount'), align: 'right', render: (_, { amountFen }) => yuan(amountFen) },
        { title: t('channels.count'), align: 'right', render: (_, { count }) => whole(count) },
      ]}
    />
  );
}
