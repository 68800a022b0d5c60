import { useTranslation } from 'react-i18next';
import type { ShopperView } from '../views.ts';

export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <section className="notice" role="status" data-testid="loading">
      <h2>{t('loading')}</h2>
    </section>
  );
}

/** Nothing can be bought here now: why, and whom to call. */
export function OutOfServicePage({ view }: { view: ShopperView }) {
  const { t } = useTranslation();
  const reason = view.outOfService ?? 'starting';
  return (
    <section
      className={`notice ${reason === 'starting' ? '' : 'is-stopped'}`}
      role="status"
      data-testid="out-of-service"
      data-reason={reason}
    >
      <h2>{t('outOfService.title')}</h2>
      <p>{t(`outOfService.reason.${reason}`)}</p>
      <p className="notice-phone">
        {t('outOfService.complaint')}
        <b className="number">{view.counter.complaintPhone}</b>
      </p>
    </section>
  );
}
