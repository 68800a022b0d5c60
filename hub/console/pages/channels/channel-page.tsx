// One channel: its key, its batches, what was refused, what replaced what.
import { Button, Descriptions, Popconfirm, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ToldOnce } from '../people/told-once.tsx';
import { RefusedRows } from './refused-rows.tsx';
import { ReportedRows } from './reported-rows.tsx';
import { SelfReported } from './self-reported.tsx';
import type { BatchDetail, BatchRow, Channel } from './types.ts';
import { UploadTable } from './upload-table.tsx';

function BatchRows({ channel, batch }: { channel: string; batch: string }) {
  const query = useApi<BatchDetail>(`/api/channels/${channel}/batches/${batch}`);
  return (
    <Loaded query={query} rows={3}>
      {({ rows, refused }) => (
        <>
          <RefusedRows rows={refused} />
          <ReportedRows rows={rows} />
        </>
      )}
    </Loaded>
  );
}

export default function ChannelPage() {
  const { t } = useTranslation();
  const id = encodeURIComponent(useParams()['id'] ?? '');
  const { can } = useSession();
  const { act, busy } = useAct();
  const query = useApi<Channel>(`/api/channels/${id}`);
  const [key, setKey] = useState<string>();
  const [uploading, setUploading] = useState<{ replaces?: string }>();
  const channel = query.data;
  const isOpen = channel?.closedAtMs === null;

  const columns: TableColumnsType<BatchRow> = [
    { title: t('channels.batch'), dataIndex: 'batch' },
    { title: t('channels.source'), render: (_, { source }) => t(`channels.sources.${source}`) },
    { title: t('channels.received'), render: (_, { receivedAtMs }) => dayTimeOf(receivedAtMs) },
    { title: t('channels.by.who'), dataIndex: 'receivedBy' },
    { title: t('channels.accepted'), align: 'right', render: (_, { accepted }) => whole(accepted) },
    {
      title: t('channels.refused'),
      align: 'right',
      render: (_, { rejected }) => (rejected === 0 ? '0' : <Tag color="red">{whole(rejected)}</Tag>),
    },
    { title: t('channels.amount'), align: 'right', render: (_, { amountFen }) => yuan(amountFen) },
    {
      title: t('channels.state'),
      render: (_, { batch, replaces, replacedBy }) => (
        <>
          {replaces !== null && <Tag color="blue">{t('channels.replaces', { batch: replaces })}</Tag>}
          {replacedBy !== null && <Tag>{t('channels.replacedBy', { batch: replacedBy })}</Tag>}
          {replacedBy === null && isOpen && can('channel.report') && (
            <Button
              size="small"
              onClick={() => setUploading({ replaces: batch })}
              data-testid="batch-correct"
            >
              {t('channels.correctIt')}
            </Button>
          )}
        </>
      ),
    },
  ];

  async function newKey(): Promise<void> {
    const made = await act<{ key: string }>(
      'post',
      `/api/channels/${id}/key`,
      {},
      { refresh: ['/api/channels'] },
    );
    if (made) setKey(made.key);
  }

  return (
    <PageFrame
      title={channel?.name ?? t('channels.one')}
      description={<SelfReported />}
      back="/channels"
      extra={
        isOpen && (
          <>
            {can('channel.manage') && (
              <Popconfirm
                title={t('channels.keyAsk')}
                okText={t('channels.newKey')}
                cancelText={t('shell.cancel')}
                onConfirm={() => void newKey()}
              >
                <Button loading={busy} data-testid="channel-key">
                  {t('channels.newKey')}
                </Button>
              </Popconfirm>
            )}
            {can('channel.manage') && (
              <Popconfirm
                title={t('channels.closeAsk')}
                okText={t('channels.close')}
                cancelText={t('shell.cancel')}
                onConfirm={() =>
                  void act('post', `/api/channels/${id}/close`, {}, { refresh: ['/api/channels'] })
                }
              >
                <Button danger data-testid="channel-close">
                  {t('channels.close')}
                </Button>
              </Popconfirm>
            )}
            {can('channel.report') && (
              <Button type="primary" onClick={() => setUploading({})} data-testid="channel-upload">
                {t('channels.upload')}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={query} rows={3}>
        {({ kind, league, banner, programme, keyMadeAtMs, closedAtMs }) => (
          <div className="panel pad">
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2, lg: 3 }}
              items={[
                { key: 'id', label: t('channels.id'), children: <code>{id}</code> },
                { key: 'kind', label: t('channels.kind'), children: t(`channels.kinds.${kind}`) },
                {
                  key: 'place',
                  label: t('channels.place'),
                  children: regionName(banner ?? league ?? '150000'),
                },
                { key: 'programme', label: t('channels.programme'), children: programme },
                {
                  key: 'key',
                  label: t('channels.key'),
                  children: keyMadeAtMs === null ? t('channels.noKey') : dayTimeOf(keyMadeAtMs),
                },
                {
                  key: 'state',
                  label: t('channels.state'),
                  children: closedAtMs === null ? t('channels.reporting') : t('channels.closed'),
                },
              ]}
            />
            <p className="hint">{t('channels.howTo', { path: `POST /api/channels/${id}/batches` })}</p>
          </div>
        )}
      </Loaded>
      <ServerTable<BatchRow>
        path={`/api/channels/${id}/batches`}
        rowKey="batch"
        columns={columns}
        hasSearch={false}
        empty={t('channels.noBatches')}
        rowTestId="batch-row"
        expandable={{
          expandedRowRender: ({ batch }: BatchRow) => <BatchRows channel={id} batch={batch} />,
        }}
      />
      {uploading && (
        <UploadTable channel={id} replaces={uploading.replaces} onClose={() => setUploading(undefined)} />
      )}
      <ToldOnce
        title={t('channels.key')}
        hint={t('channels.keyHint')}
        secret={key}
        onClose={() => setKey(undefined)}
      />
    </PageFrame>
  );
}
