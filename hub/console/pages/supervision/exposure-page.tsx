// One notice: its texts, who approved, the party's reply, and the next step.
import { Button, Card, Descriptions, Form, Input, InputNumber, Modal, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ExposureTag, WordingFields } from './exposures-page.tsx';
import { testId } from './test-id.ts';
import type { ExposureDetail } from './types.ts';

type Asked = 'texts' | 'approve' | 'reply' | 'take-down';

export default function ExposurePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [asked, setAsked] = useState<Asked>();
  const query = useApi<ExposureDetail>(`/api/exposures/${id}`);
  const one = query.data;
  return (
    <PageFrame
      title={one?.texts.at(-1)?.title ?? t('supervision.exposure')}
      back="/exposures"
      extra={one && <Steps one={one} ask={setAsked} />}
    >
      <Loaded query={query}>{(notice) => <Notice notice={notice} />}</Loaded>
      {asked && one && <AskDialog asked={asked} one={one} close={() => setAsked(undefined)} />}
    </PageFrame>
  );
}

/** What this person can do now; the hub decides again. */
function Steps({ one, ask }: { one: ExposureDetail; ask(asked: Asked): void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const { state, texts, isOffice, mayReply } = one;
  const isApproved = texts.at(-1)?.approvedAt != null;
  const isMine = texts.some((text) => text.isMine);
  const button = (asked: Asked, isPrimary = false) => (
    <Button
      key={asked}
      type={isPrimary ? 'primary' : 'default'}
      onClick={() => ask(asked)}
      data-testid={asked}
    >
      {t(`supervision.steps.${asked}`)}
    </Button>
  );
  const publish = (
    <Button
      key="publish"
      type="primary"
      danger
      loading={busy}
      onClick={() => void act('post', `/api/exposures/${one.id}/publish`, {})}
      data-testid="publish"
    >
      {t('supervision.steps.publish')}
    </Button>
  );
  const isEditable = isOffice && can('exposure.draft') && state !== 'taken-down';
  const isDeciding = isOffice && can('exposure.approve');
  return (
    <Space wrap>
      {isEditable && button('texts')}
      {isDeciding && !isApproved && !isMine && state !== 'taken-down' && button('approve', true)}
      {mayReply && (state === 'hearing' || state === 'ready') && button('reply')}
      {isDeciding && isApproved && state === 'ready' && publish}
      {isDeciding && state === 'published' && button('take-down')}
    </Space>
  );
}

function Notice({ notice }: { notice: ExposureDetail }) {
  const { t } = useTranslation();
  const time = (ms: number | null) => (ms === null ? '–' : dayTimeOf(ms));
  const text = notice.texts.at(-1);
  const items = [
    { key: 'state', label: t('supervision.state'), children: <ExposureTag state={notice.state} /> },
    {
      key: 'target',
      label: t('supervision.exposed'),
      children: [...new Set([notice.targetName, notice.target])].join(' · '),
    },
    { key: 'basis', label: t('supervision.legalBasis'), children: text?.legalBasis ?? '–' },
    { key: 'until', label: t('supervision.replyUntil'), children: time(notice.replyUntil) },
    {
      key: 'published',
      label: t('supervision.publishedAt'),
      children: `${time(notice.publishedAt)} ${notice.publishedBy ?? ''}`,
    },
    ...(notice.takeDownReason === null
      ? []
      : [
          {
            key: 'down',
            label: t('supervision.exposureStates.taken-down'),
            children: `${time(notice.takenDownAt)} ${notice.takenDownBy ?? ''} · ${notice.takeDownReason}`,
          },
        ]),
  ];
  return (
    <>
      <Card size="small" style={{ marginBottom: 12 }}>
        <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
        {notice.publishedAt !== null && (
          <a href={`/public/exposures/${notice.id}`} target="_blank" rel="noreferrer">
            {t('supervision.publicPage')}
          </a>
        )}
      </Card>
      <Card size="small" title={t('supervision.reply')} style={{ marginBottom: 12 }}>
        <p style={{ whiteSpace: 'pre-wrap' }} data-testid="reply-text">
          {notice.reply ?? t('supervision.noReply')}
        </p>
        {notice.repliedAt !== null && (
          <p className="hint">
            {notice.repliedBy} · {dayTimeOf(notice.repliedAt)}
          </p>
        )}
      </Card>
      {notice.texts.toReversed().map((one) => (
        <Card
          key={one.version}
          size="small"
          style={{ marginBottom: 12 }}
          title={t('supervision.version', { version: one.version })}
          extra={
            one.approvedBy
              ? t('supervision.approvedBy', { name: one.approvedBy, at: time(one.approvedAt) })
              : t('supervision.notApproved')
          }
        >
          <strong>{one.title}</strong>
          <p style={{ whiteSpace: 'pre-wrap' }}>{one.body}</p>
          <p className="hint">
            {t('supervision.draftedBy', { name: one.draftedBy, at: time(one.draftedAt) })}
            {one.why && ` · ${one.why}`}
          </p>
        </Card>
      ))}
    </>
  );
}

interface Fields {
  title: string;
  body: string;
  legalBasis: string;
  why?: string;
  replyDays: number;
  text: string;
  reason: string;
}

function AskDialog({ asked, one, close }: { asked: Asked; one: ExposureDetail; close(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<Fields>();
  const rules = [{ required: true, whitespace: true, message: t('supervision.needed') }];
  const { title = '', body = '', legalBasis = '' } = one.texts.at(-1) ?? {};
  return (
    <Modal
      open
      title={t(`supervision.steps.${asked}`)}
      onCancel={close}
      onOk={() => form.submit()}
      okText={t('supervision.confirm')}
      okButtonProps={{ ...testId(`confirm-${asked}`) }}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
    >
      <p>{t(`supervision.stepHints.${asked}`)}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ title, body, legalBasis, replyDays: 5 }}
        onFinish={async (fields) => {
          if (await act('post', `/api/exposures/${one.id}/${asked}`, fields)) close();
        }}
      >
        {asked === 'texts' && <WordingFields />}
        {asked === 'texts' && one.publishedAt !== null && (
          <Form.Item name="why" label={t('supervision.why')} rules={rules}>
            <Input maxLength={300} data-testid="why" />
          </Form.Item>
        )}
        {asked === 'approve' && (
          <Form.Item name="replyDays" label={t('supervision.replyDays')}>
            <InputNumber min={3} max={30} precision={0} />
          </Form.Item>
        )}
        {asked === 'reply' && (
          <Form.Item name="text" label={t('supervision.reply')} rules={rules}>
            <Input.TextArea rows={6} maxLength={4000} showCount data-testid="reply-input" />
          </Form.Item>
        )}
        {asked === 'take-down' && (
          <Form.Item name="reason" label={t('supervision.reasonPublic')} rules={rules}>
            <Input maxLength={300} data-testid="take-down-reason" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
