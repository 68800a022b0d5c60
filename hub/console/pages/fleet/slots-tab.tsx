// What stands in each slot, as the counter's journal says.
import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { dayTimeOf, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';

interface SlotRow {
  slot: number;
  entry: string | null;
  product?: string;
  lot?: string;
  count?: number;
  capacity?: number;
  priceFen?: number;
  bestBefore?: string;
  loadedAtMs?: number;
  locked: string | null;
  fault: string | null;
}

const soonMs = 7 * 86_400_000;

export default function SlotsTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const query = useApi<{ rows: SlotRow[] }>(
    `/api/fleet/counters/${counter.id}/slots`,
    {},
    { everyMs: 15_000 },
  );
  const title = (key: string) => t(`fleet.slots.${key}`);
  return (
    <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.slots.empty')}>
      {({ rows }) => (
        <div className="panel">
          <Table<SlotRow>
            size="small"
            rowKey="slot"
            dataSource={rows}
            pagination={false}
            scroll={{ x: 'max-content' }}
            onRow={({ slot }) => ({ 'data-testid': `slot-${slot}` }) as object}
            columns={[
              { title: title('slot'), dataIndex: 'slot' },
              { title: title('product'), render: (_, { product, entry }) => product ?? entry ?? '—' },
              { title: title('lot'), dataIndex: 'lot' },
              {
                title: title('count'),
                align: 'right',
                render: (_, { count, capacity }) => (count === undefined ? '—' : `${count} / ${capacity}`),
              },
              {
                title: title('price'),
                align: 'right',
                render: (_, { priceFen }) => (priceFen === undefined ? '—' : yuan(priceFen)),
              },
              { title: title('bestBefore'), dataIndex: 'bestBefore' },
              {
                title: title('loadedAt'),
                render: (_, { loadedAtMs }) => (loadedAtMs ? dayTimeOf(loadedAtMs) : '—'),
              },
              { title: title('state'), render: (_, row) => <SlotState row={row} /> },
            ]}
          />
        </div>
      )}
    </Loaded>
  );
}

function SlotState({ row }: { row: SlotRow }) {
  const { t } = useTranslation();
  const dated = row.bestBefore ? Date.parse(`${row.bestBefore}T23:59:59+08:00`) : Number.POSITIVE_INFINITY;
  const marks: [string, string, string?][] = [];
  if (row.locked !== null) marks.push(['locked', 'error', row.locked]);
  if (row.fault !== null) marks.push(['fault', 'error', row.fault]);
  if (row.count === 0) marks.push(['soldOut', 'warning']);
  else if (dated < Date.now()) marks.push(['expired', 'error']);
  else if (dated < Date.now() + soonMs) marks.push(['soon', 'warning']);
  if (marks.length === 0) return <Tag color="success">{t('fleet.slots.ok')}</Tag>;
  return marks.map(([key, color, why]) => (
    <Tag key={key} color={color} title={why}>
      {t(`fleet.slots.${key}`)}
      {why ? `: ${why}` : ''}
    </Tag>
  ));
}
