// Who may sign in at the screens of counters.
import { Button, Form, Input, Modal, Popconfirm, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

interface Person {
  operator: string;
  name: string;
  role: string;
  hasBadge: boolean;
  counters: string[] | null;
}

const roles = ['operator', 'technician', 'supervisor'] as const;
const refresh = ['/api/operators', '/api/fleet'];

export default function OperatorsPage() {
  const { t } = useTranslation();
  const query = useApi<{ operators: Person[] }>('/api/operators');
  const [editing, setEditing] = useState<Person | 'new'>();
  const [search, setSearch] = useState('');
  return (
    <PageFrame
      title={t('fleet.operators.title')}
      description={t('fleet.operators.hint')}
      extra={
        <Button type="primary" onClick={() => setEditing('new')} data-testid="operator-add">
          {t('fleet.operators.add')}
        </Button>
      }
    >
      <Loaded
        query={query}
        isEmpty={({ operators }) => operators.length === 0}
        empty={t('fleet.operators.empty')}
      >
        {({ operators }) => (
          <div className="panel">
            <search className="table-tools">
              <Input.Search
                allowClear
                className="find"
                aria-label={t('shell.search')}
                placeholder={t('shell.search')}
                onChange={({ target }) => setSearch(target.value.trim())}
              />
            </search>
            <People
              people={operators.filter(({ operator, name }) => `${operator} ${name}`.includes(search))}
              onEdit={setEditing}
            />
          </div>
        )}
      </Loaded>
      {editing && (
        <PersonDialog
          {...(editing === 'new' ? {} : { person: editing })}
          onClose={() => setEditing(undefined)}
        />
      )}
    </PageFrame>
  );
}

function People({ people, onEdit }: { people: Person[]; onEdit(person: Person): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const title = (key: string) => t(`fleet.operators.${key}`);
  const remove = (operator: string) =>
    act('post', `/api/operators/${operator}/remove`, {}, { done: title('removed'), refresh });
  return (
    <Table<Person>
      size="small"
      rowKey="operator"
      dataSource={people}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      onRow={({ operator }) => ({ 'data-testid': `operator-${operator}` }) as object}
      columns={[
        { title: title('number'), dataIndex: 'operator' },
        { title: title('name'), dataIndex: 'name' },
        { title: title('role'), render: (_, { role }) => t(`fleet.operators.roles.${role}`) },
        {
          title: title('where'),
          render: (_, { counters }) =>
            counters ? (
              <span title={counters.slice(0, 50).join(', ')}>
                {t('fleet.operators.whereCount', { count: counters.length })}
              </span>
            ) : (
              title('everywhere')
            ),
        },
        {
          title: title('hasBadge'),
          render: (_, { hasBadge }) => hasBadge && <Tag color="success">{t('fleet.yes')}</Tag>,
        },
        {
          title: '',
          render: (_, person) => (
            <Space>
              <Button size="small" onClick={() => onEdit(person)} data-testid="operator-edit">
                {t('fleet.edit')}
              </Button>
              <Popconfirm
                title={title('removeAsk')}
                okText={title('remove')}
                cancelText={t('shell.cancel')}
                onConfirm={() => remove(person.operator)}
              >
                <Button size="small" danger disabled={busy} data-testid="operator-remove">
                  {title('remove')}
                </Button>
              </Popconfirm>
            </Space>
          ),
        },
      ]}
    />
  );
}

interface Values {
  operator: string;
  name: string;
  role: string;
  pin: string;
  badge?: string;
  counters?: string;
}

function PersonDialog({ person, onClose }: { person?: Person; onClose(): void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const { act, busy } = useAct();
  const title = (key: string) => t(`fleet.operators.${key}`);

  async function save(): Promise<void> {
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const { badge, counters, ...rest } = values;
    const ids = (counters ?? '').split(/[\s,，、;；]+/).filter(Boolean);
    const body = {
      ...rest,
      ...(badge ? { badge } : {}),
      ...(ids.length > 0 ? { counters: [...new Set(ids)] } : {}),
    };
    if (await act('post', '/api/operators', body, { done: title('saved'), refresh })) onClose();
  }
  return (
    <Modal
      open
      title={title(person ? 'edit' : 'add')}
      okText={t('fleet.save')}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
      okButtonProps={{ 'data-testid': 'operator-save' }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={person ? { ...person, counters: person.counters?.join(' ') } : { role: 'operator' }}
      >
        <Form.Item name="operator" label={title('number')} rules={[{ required: true, pattern: /^\d{3,8}$/ }]}>
          <Input
            maxLength={8}
            inputMode="numeric"
            disabled={person !== undefined}
            data-testid="operator-number"
          />
        </Form.Item>
        <Form.Item name="name" label={title('name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={40} data-testid="operator-name" />
        </Form.Item>
        <Form.Item name="role" label={title('role')} rules={[{ required: true }]}>
          <Select options={roles.map((value) => ({ value, label: t(`fleet.operators.roles.${value}`) }))} />
        </Form.Item>
        <Form.Item name="pin" label={title('pin')} rules={[{ required: true, pattern: /^\d{6}$/ }]}>
          <Input.Password
            maxLength={6}
            inputMode="numeric"
            autoComplete="new-password"
            data-testid="operator-pin"
          />
        </Form.Item>
        <Form.Item name="badge" label={title('badge')} rules={[{ min: 4 }]}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="counters" label={title('where')} extra={title('whereHint')}>
          <Input.TextArea rows={2} data-testid="operator-counters" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
