// Publicity: objections held against an application, recorded and answered.
import { Button, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { useAct } from '../../shared/use-api.ts';
import { type Detail, type Objection, stale } from './types.ts';

export function ObjectionsPanel({ detail: { application, objections, may } }: { detail: Detail }) {
  const { t } = useTranslation();
  if (objections.length === 0 && !may.object) return null;
  const path = `/api/applications/${application.id}/objections`;
  return (
    <section className="panel pad" data-testid="objections">
      <h2 style={{ fontSize: 15 }}>{t('certification.objections.title')}</h2>
      {objections.length === 0 && <p className="hint">{t('certification.objections.none')}</p>}
      {objections.map((objection) => (
        <One key={objection.id} objection={objection} path={path} mayAnswer={may.object} />
      ))}
      {may.object && <Add path={path} />}
    </section>
  );
}

function One({ objection, path, mayAnswer }: { objection: Objection; path: string; mayAnswer: boolean }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [answer, setAnswer] = useState('');
  const send = (isUpheld: boolean) =>
    act(
      'post',
      `${path}/${objection.id}/answer`,
      { isUpheld, answer },
      {
        done: t('certification.objections.done'),
        refresh: stale,
      },
    );
  return (
    <div>
      <p>
        <Tag color={objection.state === 'open' ? 'orange' : 'default'}>
          {t(`certification.objections.${objection.state}`)}
        </Tag>
        {dayTimeOf(objection.at)} · {objection.objector}：{objection.text}
        {objection.answer && <span className="hint"> {objection.answer}</span>}
      </p>
      {mayAnswer && objection.state === 'open' && (
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          <Input
            value={answer}
            maxLength={1000}
            onChange={({ target }) => setAnswer(target.value)}
            aria-label={t('certification.objections.answer')}
            placeholder={t('certification.objections.answer')}
            style={{ width: 320 }}
            data-testid="objection-answer"
          />
          <Button
            loading={busy}
            disabled={answer.trim() === ''}
            onClick={() => void send(false)}
            data-testid="dismiss-objection"
          >
            {t('certification.objections.dismiss')}
          </Button>
          <Button
            danger
            loading={busy}
            disabled={answer.trim() === ''}
            onClick={() => void send(true)}
            data-testid="uphold-objection"
          >
            {t('certification.objections.uphold')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Add({ path }: { path: string }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<{ objector: string; text: string }>();
  async function save(values: { objector: string; text: string }): Promise<void> {
    const options = { done: t('certification.objections.done'), refresh: stale };
    if (await act('post', path, values, options)) form.resetFields();
  }
  const rules = [{ required: true, whitespace: true, message: t('certification.needed') }];
  return (
    <Form
      form={form}
      layout="inline"
      requiredMark={false}
      onFinish={(values) => void save(values)}
      style={{ rowGap: 8 }}
    >
      <Form.Item name="objector" label={t('certification.objections.objector')} rules={rules}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="text" label={t('certification.objections.text')} rules={rules}>
        <Input maxLength={1000} />
      </Form.Item>
      <Button htmlType="submit" loading={busy} data-testid="add-objection">
        {t('certification.objections.add')}
      </Button>
    </Form>
  );
}
