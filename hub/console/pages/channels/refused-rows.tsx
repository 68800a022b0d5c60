// Rows that were not taken, each with its reasons in the reader's language.
import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Reason } from './types.ts';

interface RefusedRow {
  row: number;
  /** As it came. */
  content?: string;
  reasons: Reason[];
}

export function RefusedRows({ rows }: { rows: readonly RefusedRow[] }) {
  const { t, i18n } = useTranslation();
  if (rows.length === 0) return null;
  const words = (reason: Reason) => (i18n.language.startsWith('zh') ? reason.zh : reason.en);
  return (
    <Table<RefusedRow>
      size="small"
      rowKey="row"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
      columns={[
        { title: t('channels.row'), dataIndex: 'row' },
        {
          title: t('channels.why'),
          render: (_, { reasons }) => reasons.map((reason) => <div key={reason.code}>{words(reason)}</div>),
        },
        ...(rows.some(({ content }) => content !== undefined)
          ? [
              {
                title: t('channels.asItCame'),
                render: (_: unknown, { content }: RefusedRow) => <code>{content}</code>,
              },
            ]
          : []),
      ]}
      title={() => <Tag color="red">{t('channels.refusedRows', { count: rows.length })}</Tag>}
      data-testid="refused-rows"
    />
  );
}
