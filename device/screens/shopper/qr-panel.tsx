import { useTranslation } from 'react-i18next';
import { QrCode } from '../shared/qr-code.tsx';
import type { SaleView } from '../views.ts';
import { MethodSign } from './method-sign.tsx';

/** The code of a payment service and, in three steps, what to do with it. */
export function QrPanel({ method, sale }: { method: 'wechat' | 'alipay'; sale: SaleView }) {
  const { t } = useTranslation();
  return (
    <div className={`pay-panel is-${method}`}>
      <h2>
        <MethodSign method={method} />
        {t(`methods.${method}`)}
      </h2>
      {sale.qr && !sale.isClosing ? (
        <QrCode text={sale.qr} label={t(`pay.scanWith.${method}`)} id="qr" />
      ) : (
        <div className="qr is-loading" role="status" data-testid="qr-loading">
          <span className="turning" aria-hidden="true" />
          <p>{t(sale.isClosing ? 'pay.closing' : 'pay.loading')}</p>
        </div>
      )}
      <ol className="steps">
        {(['open', 'scan', 'wait'] as const).map((step) => (
          <li key={step}>{t(`pay.steps.${method}.${step}`)}</li>
        ))}
      </ol>
    </div>
  );
}

/** A true QR code of harmless text, so that the page looks and scans as the real one does. */
export function DemoPanel({ sale }: { sale: SaleView }) {
  const { t } = useTranslation();
  return (
    <div className="pay-panel is-test">
      <h2>
        <MethodSign method="test" />
        {t('pay.demoTitle')}
      </h2>
      <QrCode text={`DEMO ${sale.order}`} label={t('pay.qr')} id="qr" />
      <p className="pay-hint">{t('pay.demoHint')}</p>
    </div>
  );
}
