// Everybody with an account.
import { PlusOutlined } from '@ant-design/icons';
import { Button, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { roles } from '../../../people/actor.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { GrantTags } from './grant-tags.tsx';
import { NewPerson } from './new-person.tsx';
import './people.css';
import type { PersonRow } from './place-words.ts';
import { ToldOnce } from './told-once.tsx';

export default function PeoplePage() {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const columns: TableColumnsType<PersonRow> = [
    {
      title: t('people.login'),
      key: 'login',
      sorter: true,
      render: (_, { id, login }) => <Link to={`/people/${id}`}>{login}</Link>,
    },
    { title: t('people.name'), key: 'name', dataIndex: 'name', sorter: true },
    { title: t('people.grants'), key: 'grants', render: (_, { grants }) => <GrantTags grants={grants} /> },
    {
      title: t('people.state'),
      key: 'state',
      render: (_, row) => <State row={row} />,
    },
    {
      title: t('people.signedInAt'),
      key: 'signedInAt',
      sorter: true,
      render: (_, { signedInAtMs }) => (signedInAtMs === null ? t('people.never') : dayTimeOf(signedInAtMs)),
    },
  ];
  const filters = [
    {
      name: 'role',
      label: t('people.role'),
      options: roles.map((value) => ({ value, label: t(`people.roles.${value}`) })),
    },
    {
      name: 'state',
      label: t('people.state'),
      options: (['active', 'disabled'] as const).map((value) => ({
        value,
        label: t(`people.states.${value}`),
      })),
    },
  ];
  return (
    <PageFrame
      title={t('people.title')}
      description={t('people.hint')}
      extra={
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setAdding(true)}
          data-testid="person-add"
        >
          {t('people.add')}
        </Button>
      }
    >
      <ServerTable<PersonRow>
        path="/api/people"
        columns={columns}
        rowKey="id"
        filters={filters}
        searchHint={t('people.search')}
        rowTestId="person-row"
      />
      {isAdding && <NewPerson onClose={() => setAdding(false)} onMade={setSecret} />}
      <ToldOnce
        title={t('people.oneTime')}
        hint={t('people.oneTimeHint')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </PageFrame>
  );
}

export function State({ row }: { row: PersonRow }) {
  const { t } = useTranslation();
  if (row.disabledAtMs !== null) return <Tag color="red">{t('people.states.disabled')}</Tag>;
  if (row.mustChangePassword) return <Tag color="gold">{t('people.states.waiting')}</Tag>;
  return <Tag color="green">{t('people.states.active')}</Tag>;
}
