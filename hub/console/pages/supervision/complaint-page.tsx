// One complaint: what was written, what was done, and the next step.
import { Button, Card, Descriptions, Form, Input, Segmented, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { send } from '../../shared/api.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { ComplaintTag } from './complaints-page.tsx';
import type { ComplaintDetail } from './types.ts';

export default function ComplaintPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const query = useApi<ComplaintDetail>(`/api/complaints/${code}`);
  return (
    <PageFrame title={`${t('supervision.complaint')} ${code}`} back="/complaints">
      <Loaded query={query}>
        {(complaint) => (
          <>
            <Facts complaint={complaint} />
            {complaint.mayHandle && <Handle complaint={complaint} />}
            <Card size="small" title={t('supervision.history')}>
              {complaint.steps.length === 0 && <p className="hint">{t('supervision.noSteps')}</p>}
              <Timeline
                items={complaint.steps.map(({ at, by, kind, text }) => ({
                  key: `${at} ${kind}`,
                  content: (
                    <>
                      {t(`supervision.complaintSteps.${kind}`)} · {by} · {dayTimeOf(at)}
                      <div style={{ whiteSpace: 'pre-wrap' }}>{text}</div>
                    </>
                  ),
                }))}
              />
            </Card>
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Facts({ complaint }: { complaint: ComplaintDetail }) {
  const { t } = useTranslation();
  const { code, state, category, counter, counterName, order, createdAt, assignedTo, text } = complaint;
  const items = [
    { key: 'state', label: t('supervision.state'), children: <ComplaintTag state={state} /> },
    { key: 'category', label: t('supervision.category'), children: t(`supervision.categories.${category}`) },
    {
      key: 'counter',
      label: t('supervision.targets.channel'),
      children: <Link to={`/counters/${counter}`}>{counterName}</Link>,
    },
    {
      key: 'sale',
      label: t('supervision.sale'),
      children: (
        <a href={`/r/${counter}/${order}`} target="_blank" rel="noreferrer">
          {order}
        </a>
      ),
    },
    { key: 'at', label: t('supervision.createdAt'), children: dayTimeOf(createdAt) },
    { key: 'assigned', label: t('supervision.assignedTo'), children: assignedTo ?? '–' },
  ];
  return (
    <Card size="small" style={{ marginBottom: 12 }}>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
      <p style={{ whiteSpace: 'pre-wrap' }} data-testid="complaint-text">
        {text}
      </p>
      {complaint.mayHandle && complaint.hasContact === 1 && <Contact code={code} />}
    </Card>
  );
}

/** CMPL-5: asked for by a press, because the look is written down. */
function Contact({ code }: { code: string }) {
  const { t } = useTranslation();
  const { run, busy } = useAct();
  const [contact, setContact] = useState<string | null>();
  if (contact !== undefined) return <p data-testid="contact">{contact ?? '–'}</p>;
  return (
    <Button
      loading={busy}
      data-testid="show-contact"
      onClick={async () => {
        const path = `/api/complaints/${code}/contact`;
        const answer = await run(() => send<{ contact: string | null }>('post', path), { refresh: [] });
        if (answer) setContact(answer.contact);
      }}
    >
      {t('supervision.showContact')}
    </Button>
  );
}

const steps = ['assign', 'notes', 'answers', 'close'] as const;

function Handle({ complaint: { code, state } }: { complaint: ComplaintDetail }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const own = state === 'closed' ? (['notes', 'reopen'] as const) : steps;
  const [chosen, setChosen] = useState<(typeof steps)[number] | 'reopen'>('answers');
  const step = (own as readonly string[]).includes(chosen) ? chosen : own[0];
  const [form] = Form.useForm<{ text: string }>();
  const max = { assign: 80, close: 300, reopen: 300, notes: 2000, answers: 2000 }[step];
  const rules = [{ required: true, whitespace: true, message: t('supervision.needed') }];
  const label = t(`supervision.handleHints.${step}`);
  return (
    <Card size="small" style={{ marginBottom: 12 }} title={t('supervision.handle')}>
      <Segmented
        value={step}
        options={own.map((value) => ({
          value,
          label: <span data-testid={`step-${value}`}>{t(`supervision.handleSteps.${value}`)}</span>,
        }))}
        onChange={(value) => setChosen(value)}
      />
      <Form
        form={form}
        layout="vertical"
        style={{ marginTop: 12 }}
        onFinish={async ({ text }) => {
          if (await act('post', `/api/complaints/${code}/${step}`, { text })) form.resetFields();
        }}
      >
        <Form.Item name="text" label={label} rules={rules}>
          {max > 300 ? (
            <Input.TextArea rows={4} maxLength={max} showCount data-testid="step-text" />
          ) : (
            <Input maxLength={max} data-testid="step-text" />
          )}
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} data-testid="send-step">
          {t(`supervision.handleSteps.${step}`)}
        </Button>
      </Form>
    </Card>
  );
}
