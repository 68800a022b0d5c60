// STAT-8 on screen: targets of a year beside what is reached and where the year stands.
import {
  Button,
  Form,
  Input,
  InputNumber,
  Modal,
  Progress,
  Select,
  Table,
  type TableColumnsType,
  Tag,
  Upload,
} from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { channelKinds, targetKinds } from '../../../statistics/target-kinds.ts';
import type { TargetRow } from '../../../statistics/targets.ts';
import { upload } from '../../shared/api.ts';
import { percent, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { leagueNames } from '../../shared/region-names.ts';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import './statistics.css';

const firstYear = 2020;

export default function TargetsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { run } = useAct();
  const [params, setParams] = useSearchParams();
  const [isOpen, setOpen] = useState(false);
  const now = new Date().getFullYear();
  const year = Number(params.get('year')) || now;
  const query = useApi<{ rows: TargetRow[] }>('/api/targets', { year });
  const years = Array.from({ length: now - firstYear + 2 }, (_, n) => now + 1 - n);
  const take = (file: File): false => {
    void run(() => upload('/api/targets/import', file), {
      done: t('statistics.targets.imported'),
      refresh: ['/api/targets'],
    });
    return false;
  };
  return (
    <PageFrame
      title={t('statistics.targets.title')}
      description={t('statistics.targets.description')}
      extra={
        <>
          <Select
            value={year}
            aria-label={t('statistics.targets.year')}
            onChange={(value) => setParams({ year: String(value) })}
            options={years.map((value) => ({ value, label: String(value) }))}
            data-testid="targets-year"
          />
          {can('target.write') && (
            <>
              <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={take}>
                <Button title={t('statistics.targets.importHint')} data-testid="targets-import">
                  {t('statistics.targets.import')}
                </Button>
              </Upload>
              <Button type="primary" onClick={() => setOpen(true)} data-testid="targets-add">
                {t('statistics.targets.add')}
              </Button>
            </>
          )}
        </>
      }
    >
      <section className="panel" aria-label={t('statistics.targets.title')}>
        <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('statistics.targets.empty')}>
          {({ rows }) => <TargetTable rows={rows} />}
        </Loaded>
      </section>
      {isOpen && <TargetDialog year={year} close={() => setOpen(false)} />}
    </PageFrame>
  );
}

/** The region first, then what it is split into. */
const rank = ({ kind }: TargetRow): number => ['region', 'league', 'banner', 'channel'].indexOf(kind) & 15;

export function TargetTable({ rows }: { rows: readonly TargetRow[] }) {
  const { t } = useTranslation();
  const nameOf = (row: TargetRow) =>
    row.kind === 'channel' ? t(`statistics.targets.channels.${row.key}` as never) : row.name;
  const columns: TableColumnsType<TargetRow> = [
    { title: t('statistics.targets.kind'), render: (_, row) => t(`statistics.targets.kinds.${row.kind}`) },
    { title: t('statistics.targets.name'), render: (_, row) => nameOf(row) },
    { title: t('statistics.targets.target'), align: 'right', render: (_, row) => yuan(row.targetFen) },
    {
      title: t('statistics.targets.done'),
      align: 'right',
      render: (_, row) => (row.doneFen === null ? t('statistics.targets.selfReported') : yuan(row.doneFen)),
    },
    {
      title: t('statistics.targets.share'),
      width: 190,
      render: (_, row) =>
        row.share !== null && (
          <Progress percent={Math.min(100, row.share)} format={() => percent(row.share ?? 0)} size="small" />
        ),
    },
    { title: t('statistics.targets.pace'), render: (_, row) => <Pace row={row} /> },
    {
      title: t('statistics.targets.forecast'),
      align: 'right',
      render: (_, row) => (row.forecastFen === null ? '—' : yuan(row.forecastFen)),
    },
  ];
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.kind} ${row.key}`}
      columns={columns}
      dataSource={rows.toSorted((a, b) => rank(a) - rank(b))}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      data-testid="targets-table"
    />
  );
}

function Pace({ row }: { row: TargetRow }) {
  const { t } = useTranslation();
  if (row.runRate === null) return null;
  const isOnTime = row.runRate >= 1;
  return (
    <>
      <Tag color={isOnTime ? 'green' : 'orange'}>
        {t(isOnTime ? 'statistics.targets.onTime' : 'statistics.targets.late')}
      </Tag>
      <span className="hint">{t('statistics.targets.elapsed', { share: percent(row.elapsedShare) })}</span>
    </>
  );
}

interface FormValues {
  kind: (typeof targetKinds)[number];
  key?: string;
  amount: number;
}

function TargetDialog({ year, close }: { year: number; close(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<FormValues>();
  const kind = Form.useWatch('kind', form) ?? 'league';
  async function save({ key = '150000', amount }: FormValues): Promise<void> {
    const body = { year, kind, key, targetFen: Math.round(amount * 1_000_000) };
    const options = { done: t('statistics.targets.saved'), refresh: ['/api/targets'] };
    if (await act('put', '/api/targets', body, options)) close();
  }
  const leagues = Object.entries(leagueNames).map(([value, label]) => ({ value, label }));
  const channels = channelKinds.map((value) => ({ value, label: t(`statistics.targets.channels.${value}`) }));
  return (
    <Modal
      open
      title={`${t('statistics.targets.add')} · ${year}`}
      okText={t('statistics.targets.save')}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ kind: 'league' }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="kind" label={t('statistics.targets.kind')}>
          <Select
            options={targetKinds.map((value) => ({ value, label: t(`statistics.targets.kinds.${value}`) }))}
            onChange={() => form.resetFields(['key'])}
          />
        </Form.Item>
        {kind !== 'region' && (
          <Form.Item name="key" label={t('statistics.targets.key')} rules={[{ required: true }]}>
            {kind === 'league' ? (
              <Select options={leagues} data-testid="target-key" />
            ) : kind === 'channel' ? (
              <Select options={channels} data-testid="target-key" />
            ) : (
              <Input maxLength={100} data-testid="target-key" />
            )}
          </Form.Item>
        )}
        <Form.Item
          name="amount"
          label={t('statistics.targets.amount')}
          extra={t('statistics.targets.amountHint')}
          rules={[{ required: true }]}
        >
          <InputNumber
            min={0}
            max={100_000_000}
            precision={2}
            className="wide-input"
            data-testid="target-amount"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
