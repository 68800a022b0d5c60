// Registers a counter, or changes what people say of one.
import { AutoComplete, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { programmes, siteKinds } from '../../../fleet/site-kinds.ts';
import { bannerNames, leagueNames } from '../../shared/region-names.ts';
import { useAct, useApi } from '../../shared/use-api.ts';
import type { CounterView, Facets } from './counter-types.ts';

interface Props {
  /** Undefined: a new one. */
  counter?: CounterView;
  onClose(): void;
}

const optional = ['latitude', 'longitude', 'programme', 'route', 'driver'] as const;
const leagueOf = (banner: string) => `${banner.slice(0, 4)}00`;

export function CounterDialog({ counter, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, string | number | null | undefined>>();
  const { act, busy } = useAct();
  const navigate = useNavigate();
  const facets = useApi<Facets>('/api/fleet/facets');
  const label = (name: string) => t(`fleet.columns.${name}`);
  const suggest = (values: readonly string[] = []) => values.map((value) => ({ value }));

  async function save(): Promise<void> {
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const league = { league: leagueOf(String(values['banner'])) };
    const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
    const given = Object.entries(values).filter(
      ([name, value]) => name !== 'id' || !counter || !isEmpty(value),
    );
    const body = counter
      ? { ...Object.fromEntries(given.filter(([name]) => name !== 'id')), ...league, ...emptied(values) }
      : { ...Object.fromEntries(given.filter(([, value]) => !isEmpty(value))), ...league };
    const path = counter ? `/api/fleet/counters/${counter.id}` : '/api/fleet/counters';
    const done = t(counter ? 'fleet.saved' : 'fleet.registered');
    const answer = await act<{ id: string }>(counter ? 'put' : 'post', path, body, {
      done,
      refresh: ['/api/fleet'],
    });
    if (!answer) return;
    onClose();
    if (!counter) void navigate(`/counters/${answer.id}?tab=enrolment`);
  }

  const text = (name: string, max: number, isNeeded = true) => (
    <Form.Item name={name} label={label(name)} rules={isNeeded ? [{ required: true, whitespace: true }] : []}>
      <Input maxLength={max} data-testid={`counter-${name}`} />
    </Form.Item>
  );
  const complete = (name: string, max: number, values: readonly string[] | undefined, isNeeded = true) => (
    <Form.Item name={name} label={label(name)} rules={isNeeded ? [{ required: true, whitespace: true }] : []}>
      <AutoComplete
        options={suggest(values)}
        showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }}
      >
        <Input maxLength={max} data-testid={`counter-${name}`} />
      </AutoComplete>
    </Form.Item>
  );
  return (
    <Modal
      open
      title={t(counter ? 'fleet.edit' : 'fleet.register')}
      okText={t('fleet.save')}
      cancelText={t('shell.cancel')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'counter-save' }}
      width={640}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" initialValues={counter ?? {}} requiredMark>
        {!counter && (
          <Form.Item
            name="id"
            label={label('id')}
            rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{2,31}$/ }]}
          >
            <Input maxLength={32} autoFocus data-testid="counter-id" />
          </Form.Item>
        )}
        {text('name', 80)}
        <Form.Item name="siteKind" label={label('siteKind')} rules={[{ required: true }]}>
          <Select
            data-testid="counter-siteKind"
            options={siteKinds.map((value) => ({ value, label: t(`fleet.siteKinds.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="banner" label={label('banner')} rules={[{ required: true }]}>
          <Select
            data-testid="counter-banner"
            showSearch={{ optionFilterProp: 'label' }}
            options={Object.entries(bannerNames).map(([value, name]) => ({
              value,
              label: `${leagueNames[leagueOf(value)] ?? ''} ${name}`,
            }))}
          />
        </Form.Item>
        {text('address', 200)}
        {complete('hostUnit', 100, facets.data?.hostUnits)}
        {complete('operatingCompany', 100, facets.data?.operatingCompanies)}
        {complete('programme', 40, [...new Set([...programmes, ...(facets.data?.programmes ?? [])])], false)}
        {complete('route', 40, facets.data?.routes, false)}
        {text('driver', 40, false)}
        <Form.Item label={t('fleet.columns.position')} style={{ marginBottom: 0 }}>
          <Form.Item name="latitude" noStyle>
            <InputNumber min={-90} max={90} placeholder={label('latitude')} aria-label={label('latitude')} />
          </Form.Item>{' '}
          <Form.Item name="longitude" noStyle>
            <InputNumber
              min={-180}
              max={180}
              placeholder={label('longitude')}
              aria-label={label('longitude')}
            />
          </Form.Item>
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** A field that was emptied is taken away. */
const emptied = (values: Record<string, unknown>) =>
  Object.fromEntries(
    optional.filter((name) => values[name] === '' || values[name] == null).map((name) => [name, null]),
  );
