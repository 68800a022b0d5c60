import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { counterColumn, fen } from './money-columns.tsx';
import { Period, usePeriod } from './period.tsx';

interface CountRow {
  id: string;
  counter: string;
  counterName: string;
  at: number;
  box: 'notes' | 'coins';
  expectedFen: number;
  countedFen: number;
  leftFen: number;
  differenceFen: number;
  operator: string;
}

export default function CountsPage() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t('money.counts')}>
      <ServerTable<CountRow>
        path="/api/money/cash-counts"
        rowKey="id"
        fixed={usePeriod()}
        extra={<Period />}
        empty={t('money.none')}
        filters={[
          {
            name: 'only',
            label: t('money.all'),
            options: [{ value: 'difference', label: t('money.onlyDifference') }],
          },
        ]}
        columns={[
          { key: 'at', title: t('money.at'), sorter: true, render: (row: CountRow) => dayTimeOf(row.at) },
          counterColumn(t),
          { key: 'box', title: t('money.box'), render: (row: CountRow) => t(`money.boxes.${row.box}`) },
          { key: 'expected', title: t('money.expected'), render: (row: CountRow) => fen(row.expectedFen) },
          { key: 'counted', title: t('money.counted'), render: (row: CountRow) => fen(row.countedFen) },
          {
            key: 'difference',
            title: t('money.difference'),
            sorter: true,
            render: (row: CountRow) => fen(row.differenceFen),
          },
          { key: 'left', title: t('money.left'), render: (row: CountRow) => fen(row.leftFen) },
          { key: 'operator', title: t('money.operator'), render: (row: CountRow) => row.operator },
        ]}
      />
    </PageFrame>
  );
}
