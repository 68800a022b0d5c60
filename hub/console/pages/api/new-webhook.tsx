// A webhook is made: where to, and which events.
import { type ButtonProps, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wantedNames } from '../../../connectors/event-kinds.ts';
import { useAct } from '../../shared/use-api.ts';
import { eventName } from './event-name.ts';

interface NewWebhookProps {
  onClose(): void;
  /** The secret, told once. */
  onMade(secret: string): void;
}

export function NewWebhook({ onClose, onMade }: NewWebhookProps) {
  const { t, i18n } = useTranslation();
  const { act, busy } = useAct();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('https://');
  const [events, setEvents] = useState<string[]>([]);
  const isReady = name.trim() !== '' && URL.canParse(url.trim()) && events.length > 0;

  async function save(): Promise<void> {
    const body = { name: name.trim(), url: url.trim(), events };
    const made = await act<{ secret: string }>('post', '/api/webhooks', body, { refresh: ['/api/webhooks'] });
    if (!made) return;
    onClose();
    onMade(made.secret);
  }

  return (
    <Modal
      open
      title={t('webhooks.add')}
      okText={t('webhooks.make')}
      cancelText={t('shell.cancel')}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ disabled: !isReady, loading: busy, 'data-testid': 'webhook-create' } as ButtonProps}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('webhooks.name')} htmlFor="webhook-name">
          <Input
            id="webhook-name"
            value={name}
            maxLength={80}
            autoFocus
            onChange={({ target }) => setName(target.value)}
          />
        </Form.Item>
        <Form.Item label={t('webhooks.url')} htmlFor="webhook-url" extra={t('webhooks.urlHint')}>
          <Input
            id="webhook-url"
            value={url}
            maxLength={500}
            onChange={({ target }) => setUrl(target.value)}
          />
        </Form.Item>
        <Form.Item label={t('webhooks.events')}>
          <Checkbox.Group
            value={events}
            onChange={setEvents}
            options={wantedNames.map((value) => ({
              value,
              label: eventName(value, i18n.language),
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
