// What of this counter a person should look at.
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseRow } from '../../../http/views.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';

export default function CasesTab({ counter }: { counter: CounterDetail }) {
  const { t, i18n } = useTranslation();
  const query = useApi<{ rows: CaseRow[] }>(
    `/api/fleet/counters/${counter.id}/cases`,
    {},
    { everyMs: 15_000 },
  );
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  return (
    <Loaded query={query} isEmpty={({ rows }) => rows.length === 0}>
      {({ rows }) => (
        <div className="panel">
          <Table<CaseRow>
            size="small"
            rowKey={({ kind, journal, seq }) => `${kind} ${journal} ${seq}`}
            dataSource={rows}
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { title: t('fleet.alarms.raisedAt'), render: (_, row) => dayTimeOf(row.noticedAtMs) },
              { title: t('fleet.alarms.code'), render: (_, { kind }) => t(`cases.kinds.${kind}`) },
              { title: t('fleet.alarms.detail'), dataIndex: 'detail' },
              { title: t('fleet.journal.seq'), render: (_, { seq }) => (seq === 0 ? '—' : seq) },
              { title: t('fleet.alarms.note'), render: (_, { words }) => words[language] },
            ]}
          />
        </div>
      )}
    </Loaded>
  );
}
