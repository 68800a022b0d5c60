// One webhook: its deliveries, sent again by hand, tested, held back, removed.
import { Button, Popconfirm, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { eventName } from './event-name.ts';
import type { DeliveryRow, WebhookRow } from './types.ts';

const colours = { waiting: 'blue', delivered: 'green', dead: 'red' } as const;
const refresh = ['/api/webhooks'];

export default function WebhookPage() {
  const { t, i18n } = useTranslation();
  const id = useParams()['id'] ?? '';
  const path = `/api/webhooks/${encodeURIComponent(id)}`;
  const navigate = useNavigate();
  const { act, busy } = useAct();
  const all = useApi<{ rows: WebhookRow[] }>('/api/webhooks');
  const webhook = all.data?.rows.find((row) => row.id === id);

  const columns: TableColumnsType<DeliveryRow> = [
    { title: t('webhooks.event'), render: (_, { name }) => eventName(name, i18n.language) },
    { title: t('webhooks.key'), render: (_, { key }) => <code>{key}</code> },
    { title: t('webhooks.at'), render: (_, { atMs }) => dayTimeOf(atMs) },
    {
      title: t('webhooks.state'),
      render: (_, { state, nextAtMs }) => (
        <>
          <Tag color={colours[state]}>{t(`webhooks.states.${state}`)}</Tag>
          {state === 'waiting' && t('webhooks.next', { at: dayTimeOf(nextAtMs) })}
        </>
      ),
    },
    { title: t('webhooks.tries'), align: 'right', dataIndex: 'tries' },
    { title: t('webhooks.answer'), dataIndex: 'lastAnswer' },
    {
      title: '',
      render: (_, { event, state }) =>
        state === 'delivered' ? null : (
          <Button
            size="small"
            disabled={busy}
            onClick={() => void act('post', `${path}/deliveries/${event}/resend`, {}, { refresh })}
            data-testid="resend"
          >
            {t('webhooks.resend')}
          </Button>
        ),
    },
  ];

  async function remove(): Promise<void> {
    if (await act('delete', path, undefined, { refresh })) void navigate('/webhooks');
  }

  return (
    <PageFrame
      title={webhook?.name ?? t('webhooks.one')}
      description={webhook && <code>{webhook.url}</code>}
      back="/webhooks"
      extra={
        webhook && (
          <>
            <Button
              onClick={() => void act('post', `${path}/test`, {}, { refresh })}
              data-testid="webhook-test"
            >
              {t('webhooks.test')}
            </Button>
            <Button
              onClick={() => void act('post', `${path}/pause`, { isPaused: !webhook.isPaused }, { refresh })}
              data-testid="webhook-pause"
            >
              {webhook.isPaused ? t('webhooks.goOn') : t('webhooks.pause')}
            </Button>
            <Popconfirm
              title={t('webhooks.removeAsk')}
              okText={t('webhooks.remove')}
              cancelText={t('shell.cancel')}
              onConfirm={() => void remove()}
            >
              <Button danger data-testid="webhook-remove">
                {t('webhooks.remove')}
              </Button>
            </Popconfirm>
          </>
        )
      }
    >
      <ServerTable<DeliveryRow>
        path={`${path}/deliveries`}
        rowKey="event"
        columns={columns}
        hasSearch={false}
        everyMs={5000}
        filters={[
          {
            name: 'state',
            label: t('webhooks.state'),
            options: Object.keys(colours).map((value) => ({ value, label: t(`webhooks.states.${value}`) })),
          },
        ]}
        empty={t('webhooks.noDeliveries')}
        rowTestId="delivery-row"
      />
    </PageFrame>
  );
}
