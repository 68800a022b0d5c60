import { useTranslation } from 'react-i18next';
import { useAfter } from '../shared/use-seconds.ts';
import { screenPaths } from '../views.ts';
import type { Page } from './page-of.ts';
import type { Shopping } from './use-shopping.ts';

/** SCR-8: how long the end of a sale stays; a refund long enough to write the order number down. */
const staysForSeconds: Partial<Record<Page, number>> = {
  thanks: 30,
  refund: 120,
  pending: 120,
  cancelled: 8,
};

/** Leads back to the shelf, and goes there by itself, so that the next shopper finds it. Always in sight. */
export function Done({ page, shopping }: { page: Page; shopping: Shopping }) {
  const afterSeconds = staysForSeconds[page];
  if (afterSeconds === undefined) return null;
  return <DoneBar key={page} shopping={shopping} afterSeconds={afterSeconds} />;
}

function DoneBar({ shopping, afterSeconds }: { shopping: Shopping; afterSeconds: number }) {
  const { t } = useTranslation();
  const left = useAfter(afterSeconds, shopping.canAct, () => shopping.touchQuietly(screenPaths.dismiss));
  return (
    <div className="done">
      <button
        type="button"
        className="main-button is-wide"
        data-testid="dismiss"
        disabled={!shopping.canAct}
        onClick={() => shopping.touch(screenPaths.dismiss)}
      >
        {t('thanks.done')}
      </button>
      <p className="number">{t('thanks.closesIn', { seconds: left })}</p>
    </div>
  );
}
