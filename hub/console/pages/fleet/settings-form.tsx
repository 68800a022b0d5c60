// The settings that people change most; what is left empty stays as the level above says.

import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';

/** In one pass: an expression for it would try every slash anew. */
function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

export type Change = Partial<Omit<CounterSettings, 'operators'>>;

interface Props {
  /** Where the change is sent. */
  path: string;
  /** What holds now. */
  effective: Change;
}

interface Values {
  methods: CounterSettings['methods'];
  paymentS: number;
  alarmHoldS: number;
  redAfterS: number;
  mode: CounterSettings['temperature']['mode'];
  targetC: number;
  minChangeFen: number;
  maxInsertedFen: number;
  idleS: number;
  operatorIdleS: number;
  voice: boolean;
  publicUrl: string;
}

/** As protocol/settings.ts wants it, slashes at the end forgiven. */
const publicUrlPattern = /^\s*https?:\/\/[A-Za-z0-9.:-]+(\/[A-Za-z0-9._~/-]*)?\s*$/;
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  paymentS: [60, 300],
  alarmHoldS: [10, 900],
  redAfterS: [3600, 259_200],
  targetC: [-30, 60],
  minChangeFen: [0, 100_000],
  maxInsertedFen: [100, 20_000],
  idleS: [30, 300],
  operatorIdleS: [30, 300],
};

const valuesOf = (now: Change) => ({
  ...plainOf(now),
  publicUrl: now.publicUrl ?? '',
});
const plainOf = ({ methods, paymentS, alarmHoldS, redAfterS, temperature, cash, screen }: Change) => ({
  methods,
  paymentS,
  alarmHoldS,
  redAfterS,
  ...temperature,
  ...cash,
  ...screen,
});

function changeOf(values: Values): Change {
  const { methods, paymentS, alarmHoldS, redAfterS, mode, targetC, minChangeFen, maxInsertedFen } = values;
  const { idleS, operatorIdleS, voice, publicUrl } = values;
  return {
    ...{ methods, paymentS, alarmHoldS, redAfterS },
    temperature: { mode, targetC },
    cash: { minChangeFen, maxInsertedFen },
    screen: { idleS, operatorIdleS, voice },
    publicUrl: withoutEndSlashes(publicUrl.trim()) || null,
  };
}

/** Only what differs from what holds now: the rest keeps following the level above. */
const differing = (change: Change, effective: Change): Change =>
  Object.fromEntries(
    Object.entries(change).filter(([name, value]) => {
      const now = (effective as Record<string, unknown>)[name];
      const sorted = (one: unknown) =>
        JSON.stringify(
          one,
          one && typeof one === 'object' && !Array.isArray(one) ? Object.keys(one).sort() : undefined,
        );
      return sorted(value) !== sorted(now);
    }),
  );

export function SettingsForm({ path, effective }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const { act, busy } = useAct();
  const label = (name: string) => t(`fleet.settings.fields.${name}`);

  async function save(): Promise<void> {
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const change = differing(changeOf(values), effective);
    await act('post', path, change, {
      done: t('fleet.settings.saved'),
      refresh: ['/api/counters', '/api/fleet'],
    });
  }
  const number = (name: string) => (
    <Form.Item key={name} name={name} label={label(name)} rules={[{ required: true }]}>
      <InputNumber
        min={bounds[name]![0]}
        max={bounds[name]![1]}
        precision={0}
        style={{ width: '100%' }}
        data-testid={`setting-${name}`}
      />
    </Form.Item>
  );
  return (
    <Form
      form={form}
      layout="vertical"
      key={JSON.stringify(effective)}
      initialValues={valuesOf(effective)}
      onFinish={() => void save()}
      style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))', gap: '0 16px' }}
    >
      <Form.Item name="methods" label={label('methods')} style={{ gridColumn: '1 / -1' }}>
        <Checkbox.Group
          options={['wechat', 'alipay', 'cash'].map((value) => ({ value, label: t(`methods.${value}`) }))}
        />
      </Form.Item>
      {['paymentS', 'alarmHoldS', 'redAfterS'].map(number)}
      <Form.Item name="mode" label={label('mode')}>
        <Select
          options={['off', 'cool', 'heat'].map((value) => ({
            value,
            label: t(`fleet.settings.modes.${value}`),
          }))}
        />
      </Form.Item>
      {['targetC', 'minChangeFen', 'maxInsertedFen', 'idleS', 'operatorIdleS'].map(number)}
      <Form.Item name="voice" valuePropName="checked" label={label('voice')}>
        <Checkbox>{t('fleet.yes')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="publicUrl"
        label={label('publicUrl')}
        extra={t('fleet.settings.publicUrlHint')}
        rules={[{ pattern: publicUrlPattern, message: t('fleet.settings.publicUrlWrong') }]}
        style={{ gridColumn: '1 / -1' }}
      >
        <Input maxLength={200} placeholder="https://hub.example" data-testid="setting-publicUrl" />
      </Form.Item>
      <div style={{ gridColumn: '1 / -1' }}>
        <Button type="primary" htmlType="submit" loading={busy} data-testid="settings-save">
          {t('fleet.save')}
        </Button>
      </div>
    </Form>
  );
}
