// Who may sign in at this counter.
import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Loaded } from '../../shared/loaded.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';

interface Person {
  operator: string;
  name: string;
  role: string;
  isEverywhere: boolean;
  lockedUntilMs: number;
}

export default function PeopleTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useApi<{ rows: Person[] }>(`/api/fleet/counters/${counter.id}/operators`);
  return (
    <>
      {can('counter.operators') && (
        <p>
          <Link to="/operators">{t('fleet.operators.title')}</Link>
        </p>
      )}
      <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.operators.empty')}>
        {({ rows }) => (
          <div className="panel">
            <Table<Person>
              size="small"
              rowKey="operator"
              dataSource={rows}
              pagination={{ pageSize: 40, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('fleet.operators.number'), dataIndex: 'operator' },
                { title: t('fleet.operators.name'), dataIndex: 'name' },
                {
                  title: t('fleet.operators.role'),
                  render: (_, { role }) => t(`fleet.operators.roles.${role}`),
                },
                {
                  title: t('fleet.operators.where'),
                  render: (_, row) => (
                    <>
                      {t(row.isEverywhere ? 'fleet.operatorsHere.isEverywhere' : 'fleet.operatorsHere.here')}{' '}
                      {row.lockedUntilMs > Date.now() && (
                        <Tag color="error">{t('fleet.operators.locked')}</Tag>
                      )}
                    </>
                  ),
                },
              ]}
            />
          </div>
        )}
      </Loaded>
    </>
  );
}
