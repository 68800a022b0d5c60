import { yuan } from '@zhuangui/protocol/money.ts';
import { create } from 'qrcode';
import { useTranslation } from 'react-i18next';
import { minutesAndSeconds } from '../shared/format.ts';
import { useSeconds } from '../shared/use-seconds.ts';
import { screenPaths } from '../views.ts';
import { Price } from './price.tsx';
import { OrderNumber, SaleItems, type SalePageProps } from './sale-parts.tsx';

interface PayPageProps extends SalePageProps {
  /** When the view came; the time left counts from there. */
  receivedAtMs: number;
}

export function PayPage({ sale, view, shopping, receivedAtMs }: PayPageProps) {
  const { t } = useTranslation();
  const isTest = sale.method === 'test';
  return (
    <section className="sale pay" aria-label={t('pay.title')} data-testid="paying">
      <div className="pay-panel">
        <h2>{isTest ? t('pay.demoTitle') : t(`methods.${sale.method}`)}</h2>
        {isTest && <DemoCode text={`DEMO ${sale.order}`} label={t('pay.qr')} />}
        <p className="pay-hint">{t(isTest ? 'pay.demoHint' : 'pay.otherHint')}</p>
      </div>
      <div className="pay-side">
        <p className="sum">
          <span>{t('pay.amount')}</span>
          <Price fen={sale.totalFen} />
        </p>
        {sale.paidFen > 0 && <p role="status">{t('pay.paid', { yuan: yuan(sale.paidFen) })}</p>}
        <Countdown payWithinMs={sale.payWithinMs} receivedAtMs={receivedAtMs} />
        <div className="stack">
          {isTest && (
            <button
              type="button"
              className="main-button is-wide"
              data-testid="pay-test"
              disabled={!shopping.canAct}
              onClick={() => shopping.touch(screenPaths.confirmTestPayment)}
            >
              {t('pay.iPaid')}
            </button>
          )}
          <button
            type="button"
            data-testid="cancel-pay"
            disabled={!shopping.canAct}
            onClick={() => shopping.touch(screenPaths.cancel)}
          >
            {t('pay.cancel')}
          </button>
        </div>
        <SaleItems sale={sale} view={view} />
        <OrderNumber order={sale.order} />
      </div>
    </section>
  );
}

function Countdown({ payWithinMs, receivedAtMs }: { payWithinMs: number | undefined; receivedAtMs: number }) {
  const { t } = useTranslation();
  const seconds = useSeconds(receivedAtMs + (payWithinMs ?? 0));
  if (payWithinMs === undefined) return null;
  return (
    <p className="countdown" role="timer" data-testid="countdown">
      {t('pay.remaining')} <b className="number">{minutesAndSeconds(seconds)}</b>
    </p>
  );
}

/** A true QR code of harmless text, so that the page looks and scans as the real one does. */
function DemoCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const cells = Array.from(modules.data, (isDark, index) =>
    isDark ? `M${index % size} ${Math.floor(index / size)}h1v1h-1z` : '',
  );
  return (
    <svg className="qr" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label={label}>
      <path d={cells.join('')} fill="#1f221c" shapeRendering="crispEdges" />
    </svg>
  );
}
