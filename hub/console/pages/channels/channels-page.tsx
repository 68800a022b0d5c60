// Halls, zones and the 832 platform: their totals and the register.
import { PlusOutlined } from '@ant-design/icons';
import { Button, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { ChannelTotals } from './channel-totals.tsx';
import { NewChannel } from './new-channel.tsx';
import { type ChannelRow, channelKinds } from './types.ts';

export default function ChannelsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const columns: TableColumnsType<ChannelRow> = [
    {
      title: t('channels.name'),
      key: 'name',
      sorter: true,
      render: (_, { id, name, closedAtMs }) => (
        <>
          <Link to={`/channels/${id}`}>{name}</Link>{' '}
          {closedAtMs !== null && <Tag>{t('channels.closed')}</Tag>}
        </>
      ),
    },
    {
      title: t('channels.kind'),
      key: 'kind',
      sorter: true,
      render: (_, { kind }) => t(`channels.kinds.${kind}`),
    },
    {
      title: t('channels.place'),
      render: (_, { league, banner }) => regionName(banner ?? league ?? '150000'),
    },
    { title: t('channels.programme'), dataIndex: 'programme' },
    { title: t('channels.batches'), align: 'right', render: (_, { batches }) => whole(batches) },
    {
      title: t('channels.lastBatch'),
      key: 'lastBatchAtMs',
      sorter: true,
      render: (_, { lastBatchAtMs }) => (lastBatchAtMs === null ? '—' : dayTimeOf(lastBatchAtMs)),
    },
  ];
  return (
    <PageFrame
      title={t('channels.title')}
      description={t('channels.hint')}
      extra={
        can('channel.manage') && (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setAdding(true)}
            data-testid="channel-add"
          >
            {t('channels.add')}
          </Button>
        )
      }
    >
      <ChannelTotals />
      <ServerTable<ChannelRow>
        path="/api/channels"
        rowKey="id"
        columns={columns}
        filters={[
          {
            name: 'kind',
            label: t('channels.kind'),
            options: channelKinds.map((value) => ({ value, label: t(`channels.kinds.${value}`) })),
          },
        ]}
        empty={t('channels.empty')}
        rowTestId="channel-row"
      />
      {isAdding && (
        <NewChannel onClose={() => setAdding(false)} onMade={({ id }) => void navigate(`/channels/${id}`)} />
      )}
    </PageFrame>
  );
}
