// Exposure notices: drafts, those the party may reply to, published ones.
import { Button, Form, Input, Modal, Select, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ExposedKind, ExposureState } from '../../../supervision/exposure-store.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { TargetField } from './target-field.tsx';
import { testId } from './test-id.ts';
import type { ExposureLine } from './types.ts';

const states = ['draft', 'hearing', 'ready', 'published', 'taken-down'] as const;
const colors: Record<ExposureState, string> = {
  draft: 'default',
  hearing: 'gold',
  ready: 'blue',
  published: 'red',
  'taken-down': 'default',
};

export function ExposureTag({ state }: { state: ExposureState }) {
  const { t } = useTranslation();
  return (
    <Tag color={colors[state]} data-testid="exposure-state">
      {t(`supervision.exposureStates.${state}`)}
    </Tag>
  );
}

export default function ExposuresPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [params] = useSearchParams();
  const [isOpen, setOpen] = useState(params.get('new') === '1');
  const columns: TableColumnsType<ExposureLine> = [
    {
      key: 'title',
      title: t('supervision.noticeTitle'),
      render: (_, { id, title }) => <Link to={`/exposures/${id}`}>{title}</Link>,
    },
    { key: 'target', title: t('supervision.exposed'), dataIndex: 'targetName' },
    { key: 'state', title: t('supervision.state'), render: (_, { state }) => <ExposureTag state={state} /> },
    {
      key: 'reply',
      title: t('supervision.replyUntil'),
      render: (_, { replyUntil }) => (replyUntil === null ? '–' : dayTimeOf(replyUntil)),
    },
    { key: 'at', title: t('supervision.createdAt'), render: (_, { createdAt }) => dayTimeOf(createdAt) },
  ];
  return (
    <PageFrame
      title={t('supervision.exposures')}
      description={t('supervision.exposureHint')}
      extra={
        can('exposure.draft') && (
          <Button type="primary" onClick={() => setOpen(true)} data-testid="new-exposure">
            {t('supervision.newExposure')}
          </Button>
        )
      }
    >
      <ServerTable<ExposureLine>
        path="/api/exposures"
        rowKey="id"
        rowTestId="exposure-row"
        columns={columns}
        empty={t('supervision.noExposures')}
        filters={[
          {
            name: 'state',
            label: t('supervision.state'),
            options: states.map((value) => ({ value, label: t(`supervision.exposureStates.${value}`) })),
          },
        ]}
      />
      {isOpen && can('exposure.draft') && (
        <DraftDialog sanction={params.get('sanction') ?? undefined} close={() => setOpen(false)} />
      )}
    </PageFrame>
  );
}

const kindOf = { counter: 'channel', company: 'company', supplier: 'supplier' } as const;

interface Fields {
  targetKind: ExposedKind;
  target: string;
  title: string;
  body: string;
  legalBasis: string;
}

function DraftDialog({ sanction, close }: { sanction: string | undefined; close(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('targetKind', form) ?? 'counter';
  return (
    <Modal
      open
      title={t('supervision.newExposure')}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('supervision.saveDraft')}
      okButtonProps={{ ...testId('save-exposure') }}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ targetKind: 'counter' }}
        onValuesChange={(changed) => 'targetKind' in changed && form.resetFields(['target'])}
        onFinish={async (fields) => {
          const body = { ...fields, ...(sanction ? { sanction } : {}) };
          const done = await act<{ id: string }>('post', '/api/exposures', body);
          if (done) void navigate(`/exposures/${done.id}`);
        }}
      >
        <Form.Item name="targetKind" label={t('supervision.exposedKind')}>
          <Select
            data-testid="exposed-kind"
            options={Object.entries(kindOf).map(([value, own]) => ({
              value,
              label: t(`supervision.targets.${own}`),
            }))}
          />
        </Form.Item>
        <TargetField key={kind} kind={kindOf[kind]} />
        <WordingFields />
      </Form>
    </Modal>
  );
}

export function WordingFields() {
  const { t } = useTranslation();
  const rules = [{ required: true, whitespace: true, message: t('supervision.needed') }];
  return (
    <>
      <Form.Item name="title" label={t('supervision.noticeTitle')} rules={rules}>
        <Input maxLength={100} data-testid="notice-title" />
      </Form.Item>
      <Form.Item name="body" label={t('supervision.noticeBody')} rules={rules}>
        <Input.TextArea rows={6} maxLength={4000} showCount data-testid="notice-body" />
      </Form.Item>
      <Form.Item name="legalBasis" label={t('supervision.legalBasis')} rules={rules}>
        <Input maxLength={300} data-testid="notice-basis" />
      </Form.Item>
    </>
  );
}
