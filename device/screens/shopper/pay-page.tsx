import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import { minutesAndSeconds } from '../shared/format.ts';
import { useSeconds } from '../shared/use-seconds.ts';
import { type SaleView, screenPaths } from '../views.ts';
import { CashPanel } from './cash-panel.tsx';
import { Price } from './price.tsx';
import { DemoPanel, QrPanel } from './qr-panel.tsx';
import { OrderNumber, SaleItems, type SalePageProps } from './sale-parts.tsx';
import type { Shopping } from './use-shopping.ts';

interface PayPageProps extends SalePageProps {
  /** When the view came; the time left counts from there. */
  receivedAtMs: number;
}

export function PayPage({ sale, view, shopping, receivedAtMs }: PayPageProps) {
  const { t } = useTranslation();
  return (
    <section className="sale pay" aria-label={t('pay.title')} data-testid="paying" data-method={sale.method}>
      <Panel sale={sale} />
      <div className="pay-side">
        {sale.method !== 'cash' && (
          <p className="sum">
            <span>{t('pay.amount')}</span>
            <Price fen={sale.totalFen} />
          </p>
        )}
        {sale.method !== 'cash' && sale.paidFen > 0 && (
          <p role="status">{t('pay.paid', { yuan: yuan(sale.paidFen) })}</p>
        )}
        <Away sale={sale} view={view} />
        <Countdown payWithinMs={sale.isClosing ? undefined : sale.payWithinMs} receivedAtMs={receivedAtMs} />
        {!sale.isClosing && <PayButtons sale={sale} shopping={shopping} />}
        <SaleItems sale={sale} view={view} />
        <OrderNumber order={sale.order} />
      </div>
    </section>
  );
}

/** The network went while somebody pays: who has paid must know that it is not lost. */
function Away({ sale, view }: Pick<SalePageProps, 'sale' | 'view'>) {
  const { t } = useTranslation();
  const isAway = view.methodOutages.some(({ method, why }) => method === sale.method && why === 'no-network');
  if (!isAway) return null;
  return (
    <p className="pay-notice" role="status" data-testid="pay-away">
      {t('pay.away')}
    </p>
  );
}

function Panel({ sale }: { sale: SaleView }) {
  if (sale.method === 'cash') return <CashPanel sale={sale} />;
  return sale.method === 'test' ? <DemoPanel sale={sale} /> : <QrPanel method={sale.method} sale={sale} />;
}

function PayButtons({ sale, shopping }: { sale: SaleView; shopping: Shopping }) {
  const { t } = useTranslation();
  const insertedFen = sale.cash?.insertedFen ?? 0;
  return (
    <div className="stack" aria-busy={shopping.isSending}>
      {sale.method === 'test' && (
        <button
          type="button"
          className="main-button is-wide"
          data-testid="pay-test"
          disabled={!shopping.canAct}
          onClick={() => shopping.touch(screenPaths.confirmTestPayment)}
        >
          {t(shopping.isSending ? 'pay.busy' : 'pay.iPaid')}
        </button>
      )}
      <button
        type="button"
        data-testid="cancel-pay"
        disabled={!shopping.canAct}
        onClick={() => shopping.touch(screenPaths.cancel)}
      >
        {insertedFen > 0 ? t('pay.cash.cancel', { yuan: yuan(insertedFen) }) : t('pay.cancel')}
      </button>
    </div>
  );
}

function Countdown({ payWithinMs, receivedAtMs }: { payWithinMs: number | undefined; receivedAtMs: number }) {
  const { t } = useTranslation();
  const seconds = useSeconds(receivedAtMs + (payWithinMs ?? 0));
  if (payWithinMs === undefined) return null;
  return (
    <p className="countdown" role="timer" data-testid="countdown" data-soon={seconds <= 20}>
      {t('pay.remaining')} <b className="number">{minutesAndSeconds(seconds)}</b>
    </p>
  );
}
