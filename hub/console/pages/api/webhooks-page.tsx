// Webhooks: who is told what, and how it goes.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { ToldOnce } from '../people/told-once.tsx';
import { eventName } from './event-name.ts';
import { NewWebhook } from './new-webhook.tsx';
import type { WebhookRow } from './types.ts';

export default function WebhooksPage() {
  const { t, i18n } = useTranslation();
  const query = useApi<{ rows: WebhookRow[]; total: number }>('/api/webhooks', {}, { everyMs: 10_000 });
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const columns: TableColumnsType<WebhookRow> = [
    {
      title: t('webhooks.name'),
      render: (_, { id, name, isPaused }) => (
        <>
          <Link to={`/webhooks/${id}`}>{name}</Link> {isPaused && <Tag>{t('webhooks.paused')}</Tag>}
        </>
      ),
    },
    { title: t('webhooks.url'), render: (_, { url }) => <code>{url}</code> },
    {
      title: t('webhooks.events'),
      render: (_, { events }) => events.map((name) => <Tag key={name}>{eventName(name, i18n.language)}</Tag>),
    },
    { title: t('webhooks.states.delivered'), align: 'right', render: (_, row) => whole(row.delivered) },
    { title: t('webhooks.states.waiting'), align: 'right', render: (_, row) => whole(row.waiting) },
    {
      title: t('webhooks.states.dead'),
      align: 'right',
      render: (_, { id, dead }) =>
        dead === 0 ? (
          '0'
        ) : (
          <Link to={`/webhooks/${id}?state=dead`}>
            <Tag color="red">{whole(dead)}</Tag>
          </Link>
        ),
    },
  ];
  return (
    <PageFrame
      title={t('webhooks.title')}
      description={t('webhooks.hint')}
      extra={
        <>
          <Button href="/api/docs" target="_blank">
            {t('webhooks.documents')}
          </Button>
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setAdding(true)}
            data-testid="webhook-add"
          >
            {t('webhooks.add')}
          </Button>
        </>
      }
    >
      <div className="panel server-table">
        <Loaded query={query} isEmpty={({ total }) => total === 0} empty={t('webhooks.empty')}>
          {({ rows }) => (
            <Table<WebhookRow>
              size="small"
              rowKey="id"
              columns={columns}
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 50, hideOnSinglePage: true }}
              onRow={() => ({ 'data-testid': 'webhook-row' }) as object}
            />
          )}
        </Loaded>
      </div>
      {isAdding && <NewWebhook onClose={() => setAdding(false)} onMade={setSecret} />}
      <ToldOnce
        title={t('webhooks.secret')}
        hint={t('webhooks.secretHint')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </PageFrame>
  );
}
