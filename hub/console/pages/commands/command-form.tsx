import type { CommandAct, CommandName } from '@zhuangui/protocol/commands.ts';
import { type ButtonProps, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';

const offered: CommandName[] = [
  'report',
  'refresh-lists',
  'lock-slot',
  'unlock-slot',
  'set-price',
  'screen-message',
  'clear-message',
  'export-logs',
  'restart',
];

interface Values {
  do: CommandName;
  slot: number;
  entry: string;
  yuan: number;
  why: string;
  zh: string;
  en?: string;
  hours: number;
  lastsH: number;
}

function actOf(values: Values): CommandAct {
  const { slot, entry, why, zh, en, hours } = values;
  switch (values.do) {
    case 'lock-slot':
    case 'unlock-slot':
      return { do: values.do, slot, why };
    case 'set-price':
      return { do: 'set-price', slot, entry: entry.trim(), priceFen: Math.round(values.yuan * 100) };
    case 'screen-message':
      return { do: 'screen-message', zh, ...(en ? { en } : {}), until: Date.now() + hours * 3_600_000 };
    default:
      return { do: values.do } as CommandAct;
  }
}

/** What is asked of a counter, with what it needs and how long it may wait. */
export function CommandForm({ counter, onClose }: { counter: string; onClose(): void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const { act, busy } = useAct();
  const name = Form.useWatch('do', form) ?? 'report';
  async function send(values: Values) {
    const body = { act: actOf(values), lastsS: Math.round(values.lastsH * 3600) };
    const options = { done: t('commands.sent'), refresh: ['/api/commands'] };
    if (await act('post', `/api/counters/${encodeURIComponent(counter)}/commands`, body, options)) onClose();
  }
  const isAboutSlot = name === 'lock-slot' || name === 'unlock-slot' || name === 'set-price';
  return (
    <Modal
      open
      title={t('commands.issue')}
      okText={t('commands.send')}
      cancelText={t('commands.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'command-send' } as ButtonProps}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={send}
        initialValues={{ do: 'report', hours: 24, lastsH: 1 }}
      >
        <Form.Item name="do" label={t('commands.what')} rules={[{ required: true }]}>
          <Select
            options={offered.map((value) => ({ value, label: t(`commands.acts.${value}`) }))}
            data-testid="command-act"
          />
        </Form.Item>
        {isAboutSlot && (
          <Form.Item name="slot" label={t('commands.slot')} rules={[{ required: true }]}>
            <InputNumber min={1} max={1000} precision={0} data-testid="command-slot" />
          </Form.Item>
        )}
        {name === 'set-price' && (
          <>
            <Form.Item name="entry" label={t('commands.entry')} rules={[{ required: true, max: 40 }]}>
              <Input />
            </Form.Item>
            <Form.Item name="yuan" label={t('commands.price')} rules={[{ required: true }]}>
              <InputNumber min={0.01} max={1_000_000} precision={2} />
            </Form.Item>
          </>
        )}
        {(name === 'lock-slot' || name === 'unlock-slot') && (
          <Form.Item name="why" label={t('commands.why')} rules={[{ required: true, max: 120 }]}>
            <Input data-testid="command-why" />
          </Form.Item>
        )}
        {name === 'screen-message' && (
          <>
            <Form.Item name="zh" label={t('commands.wordsZh')} rules={[{ required: true, max: 120 }]}>
              <Input data-testid="command-words" />
            </Form.Item>
            <Form.Item name="en" label={t('commands.wordsEn')} rules={[{ max: 120 }]}>
              <Input />
            </Form.Item>
            <Form.Item name="hours" label={t('commands.hours')} rules={[{ required: true }]}>
              <InputNumber min={1} max={720} precision={0} />
            </Form.Item>
          </>
        )}
        <Form.Item name="lastsH" label={t('commands.lasts')} rules={[{ required: true }]}>
          <InputNumber min={0.1} max={168} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
