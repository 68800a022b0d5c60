// One month's batch: closed, submitted, its national result, its publication.
import { Button, Popconfirm, Table, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { BatchItem, BatchSummary } from '../../../certification/batches.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ResultImport } from './result-import.tsx';
import { StateTag } from './state-tag.tsx';
import { stale } from './types.ts';

export default function BatchPage() {
  const { t } = useTranslation();
  const { month = '' } = useParams();
  const path = `/api/certification/batches/${month}`;
  const all = useApi<{ rows: BatchSummary[] }>('/api/certification/batches');
  const items = useApi<{ rows: BatchItem[] }>(path);
  const batch = all.data?.rows.find((one) => one.month === month);
  return (
    <PageFrame
      title={t('certification.batch.title', { month })}
      description={
        batch &&
        `${t(`certification.batch.states.${batch.state}`)} · ${t('certification.batch.cutOff', { at: dayTimeOf(batch.cutOffAt) })}`
      }
      back="/batches"
      extra={batch && <Acts batch={batch} path={path} />}
    >
      {batch?.state === 'submitted' && <ResultImport path={path} />}
      <div className="panel">
        <Loaded
          query={items}
          isEmpty={({ rows }) => rows.length === 0}
          empty={t('certification.batch.emptyItems')}
        >
          {({ rows }) => <Items rows={rows} />}
        </Loaded>
      </div>
    </PageFrame>
  );
}

function Items({ rows }: { rows: BatchItem[] }) {
  const { t } = useTranslation();
  const columns: TableColumnsType<BatchItem> = [
    {
      key: 'id',
      title: t('certification.id'),
      render: (_value, { id }) => <Link to={`/applications/${id}`}>{id}</Link>,
    },
    { key: 'name', title: t('certification.product'), render: (_value, { content }) => content.name },
    { key: 'supplier', title: t('certification.supplier'), dataIndex: 'supplierName' },
    { key: 'banner', title: t('certification.banner'), dataIndex: 'banner', render: regionName },
    {
      key: 'state',
      title: t('certification.state'),
      render: (_value, { state, openObjections }) => (
        <>
          <StateTag state={state} />
          {openObjections > 0 && <Tag color="orange">{t('certification.batch.heldReasons.objection')}</Tag>}
        </>
      ),
    },
    { key: 'certificate', title: t('certification.certificate'), dataIndex: 'certificate' },
    { key: 'validUntil', title: t('certification.validUntil'), dataIndex: 'validUntil' },
    { key: 'reason', title: t('certification.batch.why'), dataIndex: 'resultReason' },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={rows}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      onRow={() => ({ 'data-testid': 'batch-item' }) as object}
    />
  );
}

function Acts({ batch, path }: { batch: BatchSummary; path: string }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const of = (name: string) => t(`certification.batch.${name}`);
  const button = (name: 'close' | 'submit' | 'publish', done: string) => (
    <Popconfirm
      title={of(`${name}Ask`)}
      okText={t('certification.confirm')}
      cancelText={t('certification.cancel')}
      okButtonProps={{ 'data-testid': `batch-${name}-yes` }}
      onConfirm={() => void act('post', `${path}/${name}`, undefined, { done, refresh: stale })}
    >
      <Button type="primary" loading={busy} data-testid={`batch-${name}`}>
        {of(name)}
      </Button>
    </Popconfirm>
  );
  return (
    <>
      {batch.state !== 'open' && (
        <DownloadButton path={`${path}/file`} data-testid="batch-file">
          {of('file')}
        </DownloadButton>
      )}
      {batch.state === 'open' && button('close', of('states.closed'))}
      {batch.state === 'closed' && batch.items > 0 && button('submit', of('submitted'))}
      {batch.state === 'submitted' && batch.passed > batch.published && button('publish', of('published'))}
    </>
  );
}
