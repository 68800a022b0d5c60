// Said wherever such a figure stands: nobody has verified it.
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

export function SelfReported() {
  const { t } = useTranslation();
  return (
    <Tooltip title={t('channels.selfHint')}>
      <Tag color="orange" data-testid="self-reported">
        {t('channels.self')}
      </Tag>
    </Tooltip>
  );
}
