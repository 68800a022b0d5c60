// A secret that is shown now and never again.
import { Alert, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface ToldOnceProps {
  title: string;
  hint: string;
  /** Undefined: nothing is shown. */
  secret: string | undefined;
  onClose(): void;
}

export function ToldOnce({ title, hint, secret, onClose }: ToldOnceProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      onCancel={onClose}
      onOk={onClose}
      okText={t('people.noted')}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <Alert type="warning" showIcon title={hint} />
      <Typography.Paragraph code copyable className="secret" data-testid="secret">
        {secret ?? ''}
      </Typography.Paragraph>
    </Modal>
  );
}
