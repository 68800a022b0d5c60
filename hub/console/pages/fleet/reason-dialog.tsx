// Asks for one text before something is done.
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  hint: string;
  ok: string;
  isDanger?: boolean;
  busy: boolean;
  maxLength?: number;
  onOk(text: string): void;
  onClose(): void;
}

export function ReasonDialog({
  title,
  hint,
  ok,
  isDanger = false,
  busy,
  maxLength = 300,
  onOk,
  onClose,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t('shell.cancel')}
      okButtonProps={{ danger: isDanger, disabled: text.trim() === '', 'data-testid': 'reason-ok' }}
      confirmLoading={busy}
      onOk={() => onOk(text.trim())}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="hint">{hint}</p>
      <Input.TextArea
        value={text}
        maxLength={maxLength}
        rows={3}
        autoFocus
        aria-label={hint}
        onChange={({ target }) => setText(target.value.replaceAll('\n', ' '))}
        data-testid="reason"
      />
    </Modal>
  );
}
