import { App, type ButtonProps, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { leagueNames } from '../../shared/region-names.ts';
import { useAct } from '../../shared/use-api.ts';
import { readPrices, readSlots } from './read-lines.ts';

interface Values {
  title: string;
  kind: 'prices' | 'settings' | 'assortment';
  lines?: string;
  setting: 'paymentS' | 'alarmHoldS' | 'redAfterS';
  value: number;
  choice: 'all' | 'league' | 'ids';
  league?: string;
  ids?: string;
  plan: 'share' | 'league' | 'host-unit';
  percents: string;
  success: number;
  errors: number;
  watch: number;
  within: number;
}

const first: Partial<Values> = {
  kind: 'prices',
  setting: 'paymentS',
  value: 180,
  choice: 'all',
  plan: 'share',
  percents: '1, 10, 50, 100',
  success: 95,
  errors: 5,
  watch: 10,
  within: 24,
};

function planOf({ plan, percents }: Values) {
  if (plan !== 'share') return { by: plan };
  const shares = percents
    .split(/[\s,，]+/)
    .map(Number)
    .filter((one) => one > 0 && one <= 100);
  return { by: 'share' as const, percents: shares.length > 0 ? shares : [100] };
}

function choiceOf({ choice, league, ids }: Values) {
  if (choice === 'league') return { league };
  return choice === 'ids' ? { counters: (ids ?? '').split(/[\s,，]+/).filter(Boolean) } : {};
}

function contentOf(values: Values) {
  if (values.kind === 'settings')
    return { ok: true as const, content: { kind: 'settings', change: { [values.setting]: values.value } } };
  const read = values.kind === 'prices' ? readPrices(values.lines ?? '') : readSlots(values.lines ?? '');
  if (!read.ok) return read;
  const content =
    values.kind === 'prices'
      ? { kind: 'prices', prices: read.values }
      : { kind: 'assortment', slots: read.values };
  return { ok: true as const, content };
}

/** Begins a roll-out: what, where, in which groups, how careful. */
export function RolloutForm({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { act, busy } = useAct();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? 'prices';
  const choice = Form.useWatch('choice', form) ?? 'all';
  const plan = Form.useWatch('plan', form) ?? 'share';

  async function begin(values: Values) {
    const read = contentOf(values);
    if (!read.ok) return void message.error(t('rollouts.badLine', { line: read.line }));
    const rules = {
      successPercent: values.success,
      errorPercent: values.errors,
      watchMs: Math.round(values.watch * 60_000),
      withinMs: Math.round(values.within * 3_600_000),
    };
    const body = {
      title: values.title,
      content: read.content,
      plan: planOf(values),
      rules,
      choice: choiceOf(values),
    };
    const made = await act<{ id: string }>('post', '/api/rollouts', body, {
      done: t('rollouts.started'),
      refresh: ['/api/rollouts'],
    });
    if (made) navigate(`/rollouts/${made.id}`);
  }

  return (
    <Modal
      open
      title={t('rollouts.create')}
      okText={t('rollouts.start')}
      cancelText={t('rollouts.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'rollout-start' } as ButtonProps}
    >
      <Form form={form} layout="vertical" onFinish={begin} initialValues={first}>
        <Form.Item name="title" label={t('rollouts.name')} rules={[{ required: true, max: 80 }]}>
          <Input data-testid="rollout-title" />
        </Form.Item>
        <Form.Item name="kind" label={t('rollouts.kind')}>
          <Radio.Group
            options={(['prices', 'settings', 'assortment'] as const).map((value) => ({
              value,
              label: t(`rollouts.kinds.${value}`),
            }))}
          />
        </Form.Item>
        {kind === 'settings' ? (
          <>
            <Form.Item name="setting" label={t('rollouts.setting')}>
              <Select
                options={(['paymentS', 'alarmHoldS', 'redAfterS'] as const).map((value) => ({
                  value,
                  label: t(`rollouts.settingNames.${value}`),
                }))}
              />
            </Form.Item>
            <Form.Item name="value" label={t('rollouts.value')} rules={[{ required: true }]}>
              <InputNumber min={10} max={259_200} precision={0} />
            </Form.Item>
          </>
        ) : (
          <Form.Item
            name="lines"
            label={t(kind === 'prices' ? 'rollouts.prices' : 'rollouts.slots')}
            rules={[{ required: true, max: 20_000 }]}
          >
            <Input.TextArea rows={4} data-testid="rollout-lines" />
          </Form.Item>
        )}
        <Form.Item name="choice" label={t('rollouts.choice')}>
          <Radio.Group
            options={(['all', 'league', 'ids'] as const).map((value) => ({
              value,
              label: t(`rollouts.choices.${value}`),
            }))}
          />
        </Form.Item>
        {choice === 'league' && (
          <Form.Item name="league" label={t('rollouts.league')} rules={[{ required: true }]}>
            <Select options={Object.entries(leagueNames).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
        )}
        {choice === 'ids' && (
          <Form.Item name="ids" label={t('rollouts.ids')} rules={[{ required: true }]}>
            <Input.TextArea rows={2} data-testid="rollout-ids" />
          </Form.Item>
        )}
        <Form.Item name="plan" label={t('rollouts.plan')}>
          <Radio.Group
            options={(['share', 'league', 'host-unit'] as const).map((value) => ({
              value,
              label: t(`rollouts.plans.${value}`),
            }))}
          />
        </Form.Item>
        {plan === 'share' && (
          <Form.Item name="percents" label={t('rollouts.percents')} rules={[{ required: true, max: 80 }]}>
            <Input />
          </Form.Item>
        )}
        {(['success', 'errors', 'watch', 'within'] as const).map((name) => (
          <Form.Item key={name} name={name} label={t(`rollouts.${name}`)} rules={[{ required: true }]}>
            <InputNumber min={0} max={name === 'watch' ? 10_000 : name === 'within' ? 720 : 100} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}
