// Every page: where one is, what it is for, what one can do here.
import { ArrowLeftOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface FrameProps {
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Buttons at the right. */
  extra?: ReactNode;
  /** Path of the page above. */
  back?: string;
  /** True: every sales figure here comes from journals, and the page says so. */
  isFromJournals?: boolean;
  children: ReactNode;
}

export function PageFrame({ title, description, extra, back, isFromJournals, children }: FrameProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.title')}`;
  }, [title, t]);
  return (
    <section className="page" aria-labelledby="page-title">
      <div className="page-head">
        {back && (
          <Link to={back} className="back" aria-label={t('shell.back')}>
            <ArrowLeftOutlined />
          </Link>
        )}
        <div className="page-names">
          <h2 id="page-title">{title}</h2>
          {description && <p className="hint">{description}</p>}
        </div>
        {extra && <div className="page-extra">{extra}</div>}
      </div>
      {children}
      {isFromJournals && <p className="hint">{t('app.fromJournals')}</p>}
    </section>
  );
}
