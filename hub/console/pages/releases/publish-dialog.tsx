// Published now, or at a time (Beijing time).
import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';
import type { ReleaseDetails } from './types.ts';

export function PublishDialog({ release, onClose }: { release: ReleaseDetails; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [isLater, setLater] = useState(false);
  const [time, setTime] = useState('');
  const atMs = Date.parse(`${time}:00+08:00`);
  async function publish(): Promise<void> {
    const body = { digest: release.digest, ...(isLater ? { atMs } : {}) };
    if (await act('post', `/api/releases/${release.id}/publish`, body)) onClose();
  }
  return (
    <Modal
      open
      title={t('releases.publish')}
      okText={isLater ? t('releases.publishAt') : t('releases.publishNow')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: isLater && Number.isNaN(atMs), loading: busy }}
      onOk={() => void publish()}
      onCancel={onClose}
    >
      <p>{t('releases.publishAsk')}</p>
      <Form layout="vertical">
        <Radio.Group
          value={isLater}
          onChange={({ target }) => setLater(target.value as boolean)}
          options={[
            { value: false, label: t('releases.publishNow') },
            { value: true, label: t('releases.publishAt') },
          ]}
        />
        {isLater && (
          <Form.Item label={t('releases.at')} htmlFor="publish-at">
            <Input
              id="publish-at"
              type="datetime-local"
              value={time}
              onChange={({ target }) => setTime(target.value)}
              data-testid="publish-at"
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
