// Attributes and price band of an entry, changed in a draft.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';
import { EntryFinder } from './entry-choice.tsx';

interface Values {
  name: string;
  brand: string;
  specification: string;
  how: string;
  people: number;
  min: number;
  max: number;
  until: string;
  reason: string;
}

const valuesOf = (entry: Entry): Partial<Values> => ({
  name: entry.name,
  brand: entry.brand,
  specification: entry.specification,
  how: entry.helps.how,
  people: entry.helps.people,
  min: entry.priceBand.minFen / 100,
  max: entry.priceBand.maxFen / 100,
  until: entry.certificate.validUntil,
});

const changed = (entry: Entry, values: Values): Entry => ({
  ...entry,
  name: values.name,
  brand: values.brand,
  specification: values.specification,
  helps: { how: values.how, people: values.people },
  priceBand: { minFen: Math.round(values.min * 100), maxFen: Math.round(values.max * 100) },
  certificate: { ...entry.certificate, validUntil: values.until },
});

export function EditDialog({ path, onClose }: { path: string; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<Values>();
  const [entry, setEntry] = useState<Entry>();
  async function save(): Promise<void> {
    const { reason, ...values } = await form.validateFields();
    if (!entry) return;
    const body = { entry: changed(entry, { ...values, reason }), reason };
    if (await act('put', `${path}/entries/${encodeURIComponent(entry.id)}`, body)) onClose();
  }
  const text = (name: keyof Values, label: string) => (
    <Form.Item name={name} label={label} rules={[{ required: true }]}>
      <Input maxLength={200} data-testid={`edit-${name}`} />
    </Form.Item>
  );
  const number = (name: keyof Values, label: string, precision: number) => (
    <Form.Item name={name} label={label} rules={[{ required: true }]}>
      <InputNumber min={0} precision={precision} style={{ width: '100%' }} data-testid={`edit-${name}`} />
    </Form.Item>
  );
  return (
    <Modal
      open
      title={t('releases.edit')}
      okText={t('releases.save')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !entry, loading: busy }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <p className="hint">{t('releases.editHint')}</p>
      <EntryFinder
        onChoose={(found) => {
          setEntry(found);
          form.setFieldsValue(valuesOf(found));
        }}
      />
      {entry && (
        <Form form={form} layout="vertical" initialValues={valuesOf(entry)}>
          {text('name', t('releases.name'))}
          {text('brand', t('releases.fields.brand'))}
          {text('specification', t('releases.fields.specification'))}
          {number('min', t('releases.priceMin'), 2)}
          {number('max', t('releases.priceMax'), 2)}
          {text('how', t('releases.fields.helps'))}
          {number('people', t('releases.fields.people'), 0)}
          {text('until', t('releases.validUntil'))}
          {text('reason', t('releases.reason'))}
        </Form>
      )}
    </Modal>
  );
}
