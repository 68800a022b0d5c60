// One level's decision: checklist, reason, and once more whether it is meant.
import { Checkbox, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';
import { type Detail, stale } from './types.ts';

interface Values {
  decision: 'approve' | 'return' | 'reject';
  reason?: string;
  ticked?: string[];
}

interface DialogProps {
  detail: Detail;
  level: 'banner' | 'league' | 'region';
  close(): void;
}

export function DecisionDialog({ detail, level, close }: DialogProps) {
  const { t, i18n } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<Values>();
  const [decision, setDecision] = useState<Values['decision']>('approve');
  const { application, checklist } = detail;
  async function confirm(): Promise<void> {
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const body = {
      level,
      decision: values.decision,
      versionHash: application.versionHash,
      reason: values.reason?.trim() ?? '',
      ticked: values.ticked ?? [],
    };
    const options = { done: t('certification.decided'), refresh: stale };
    if (await act('post', `/api/applications/${application.id}/decisions`, body, options)) close();
  }
  const isApproval = decision === 'approve';
  return (
    <Modal
      open
      title={t('certification.decideTitle', {
        level: t(`certification.levels.${level}`),
        name: application.content.name,
        interpolation: { escapeValue: false },
      })}
      okText={t('certification.confirm')}
      cancelText={t('certification.cancel')}
      okButtonProps={{ danger: !isApproval, 'data-testid': 'confirm-decision' }}
      confirmLoading={busy}
      onOk={() => void confirm()}
      onCancel={close}
      destroyOnHidden
    >
      <p className="hint ask">{t('certification.confirmHint')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ decision: 'approve', reason: '', ticked: [] }}
        onValuesChange={(changed: Partial<Values>) => changed.decision && setDecision(changed.decision)}
      >
        <Form.Item name="decision" label={t('certification.decisionLabel')}>
          <Radio.Group
            options={(['approve', 'return', 'reject'] as const).map((value) => ({
              value,
              label: <span data-testid={`decision-${value}`}>{t(`certification.decision.${value}`)}</span>,
            }))}
          />
        </Form.Item>
        {isApproval && checklist.length > 0 && (
          <Form.Item
            name="ticked"
            label={t('certification.checklist')}
            rules={[
              {
                validator: (_rule, ticked: string[] = []) =>
                  ticked.length === checklist.length
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('problem.reasons.checklist'))),
              },
            ]}
          >
            <Checkbox.Group
              style={{ display: 'grid', gap: 6 }}
              options={checklist.map(({ id, zh, en }) => ({
                value: id,
                label: <span data-testid={`tick-${id}`}>{i18n.language.startsWith('zh') ? zh : en}</span>,
              }))}
            />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('certification.reason')}
          rules={isApproval ? [] : [{ required: true, whitespace: true, message: t('certification.needed') }]}
        >
          <Input.TextArea rows={3} maxLength={500} data-testid="decision-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
