// Whose page this is, whether it is live, which language, and the one button that stops sales.
import { Button, Segmented, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../live/use-dashboard.ts';
import { type Language, languageNames } from './i18n.ts';

interface HeaderProps {
  connection: Connection;
  demo: boolean;
  onWithdraw(): void;
}

export function Header({ connection, demo, onWithdraw }: HeaderProps) {
  const { t, i18n } = useTranslation();
  const options = Object.entries(languageNames).map(([value, label]) => ({ value, label }));
  return (
    <header>
      <img src="/favicon.svg" alt="" width={34} height={34} />
      <div className="names">
        <h1>{t('app.title')}</h1>
        <p>{t('app.subtitle')}</p>
      </div>
      <div className="tools">
        {demo && (
          <Tooltip title={t('app.demoHint')}>
            <Tag variant="outlined" color="gold" className="demo">
              {t('app.demo')}
            </Tag>
          </Tooltip>
        )}
        <span className={`line ${connection}`} role="status" data-testid="connection">
          {t(`connection.${connection}`)}
        </span>
        <Segmented
          size="small"
          aria-label={t('app.language')}
          options={options}
          value={i18n.language}
          onChange={(language) => void i18n.changeLanguage(language as Language)}
          data-testid="language"
        />
        <Button type="primary" danger onClick={onWithdraw} data-testid="withdraw-open">
          {t('app.withdraw')}
        </Button>
      </div>
    </header>
  );
}
