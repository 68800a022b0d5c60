// An entry taken out of the catalog, with its cause.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../shared/use-api.ts';
import { EntryFinder } from './entry-choice.tsx';

const causes = ['supplier', 'expired', 'sanction', 'correction'] as const;

export function RemoveDialog({ path, onClose }: { path: string; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [entry, setEntry] = useState<Entry>();
  const [cause, setCause] = useState<(typeof causes)[number]>('supplier');
  const [reason, setReason] = useState('');
  async function remove(): Promise<void> {
    if (await act('post', `${path}/removals`, { entry: entry?.id, cause, reason: reason.trim() })) onClose();
  }
  return (
    <Modal
      open
      title={t('releases.remove')}
      okText={t('releases.save')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !entry || reason.trim() === '', loading: busy }}
      onOk={() => void remove()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('releases.entry')} htmlFor="entry-finder">
          <EntryFinder onChoose={setEntry} />
        </Form.Item>
        <Form.Item label={t('releases.cause')} htmlFor="removal-cause">
          <Select
            id="removal-cause"
            value={cause}
            onChange={setCause}
            options={causes.map((value) => ({ value, label: t(`releases.causes.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('releases.reason')} htmlFor="removal-reason">
          <Input
            id="removal-reason"
            maxLength={280}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            data-testid="removal-reason"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
