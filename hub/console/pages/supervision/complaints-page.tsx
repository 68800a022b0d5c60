// Complaints of shoppers within one's places.
import { type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ComplaintState, complaintCategories } from '../../../supervision/complaints.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import type { ComplaintLine } from './types.ts';

const states = ['open', 'assigned', 'answered', 'closed'] as const;
const colors: Record<ComplaintState, string> = {
  open: 'red',
  assigned: 'gold',
  answered: 'blue',
  closed: 'default',
};

export function ComplaintTag({ state }: { state: ComplaintState }) {
  const { t } = useTranslation();
  return (
    <Tag color={colors[state]} data-testid="complaint-state">
      {t(`supervision.complaintStates.${state}`)}
    </Tag>
  );
}

export default function ComplaintsPage() {
  const { t } = useTranslation();
  const columns: TableColumnsType<ComplaintLine> = [
    {
      key: 'text',
      title: t('supervision.complaint'),
      render: (_, { code, text, category }) => (
        <>
          <Link to={`/complaints/${code}`}>{t(`supervision.categories.${category}`)}</Link>
          <div className="hint">{text.length > 60 ? `${text.slice(0, 60)}…` : text}</div>
        </>
      ),
    },
    { key: 'counter', title: t('supervision.targets.channel'), dataIndex: 'counterName' },
    {
      key: 'state',
      title: t('supervision.state'),
      sorter: true,
      render: (_, { state }) => <ComplaintTag state={state} />,
    },
    { key: 'assigned', title: t('supervision.assignedTo'), render: (_, { assignedTo }) => assignedTo ?? '–' },
    {
      key: 'createdAt',
      title: t('supervision.createdAt'),
      sorter: true,
      render: (_, { createdAt }) => dayTimeOf(createdAt),
    },
  ];
  const words = (name: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`supervision.${name}.${value}`) }));
  return (
    <PageFrame title={t('supervision.complaints')} description={t('supervision.complaintHint')}>
      <ServerTable<ComplaintLine>
        path="/api/complaints"
        rowKey="code"
        rowTestId="complaint-row"
        columns={columns}
        empty={t('supervision.noComplaints')}
        filters={[
          { name: 'state', label: t('supervision.state'), options: words('complaintStates', states) },
          {
            name: 'category',
            label: t('supervision.category'),
            options: words('categories', complaintCategories),
          },
        ]}
      />
    </PageFrame>
  );
}
