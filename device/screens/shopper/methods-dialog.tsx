import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Scroller } from '../shared/scroller.tsx';
import type { ShopperView } from '../views.ts';
import { totalFen } from './cart.ts';
import { MethodSign } from './method-sign.tsx';
import { Price } from './price.tsx';
import type { Shopping } from './use-shopping.ts';

interface MethodsProps {
  view: ShopperView;
  slots: readonly number[];
  shopping: Shopping;
}

/** How to pay: every method this counter knows, and of those that cannot be used now, why. */
export function MethodsDialog({ view, slots, shopping }: MethodsProps) {
  const { t } = useTranslation();
  const close = () => shopping.open(null);
  return (
    <Dialog label={t('methods.title')} className="methods" onClose={close}>
      <Scroller>
        <h2>{t('methods.title')}</h2>
        <p className="sum">
          <span>{t('pay.amount')}</span>
          <Price fen={totalFen(slots, view.slots)} />
        </p>
        <div className="method-list" aria-busy={shopping.isSending}>
          {view.methods.map((method) => (
            <button
              key={method}
              type="button"
              className="method"
              data-testid={`method-${method}`}
              disabled={!shopping.canAct}
              onClick={() => shopping.orderWith(slots, method)}
            >
              <MethodWords method={method} hint={t(`methodHints.${method}`)} />
            </button>
          ))}
          {view.methodOutages.map(({ method, why }) => (
            <button key={method} type="button" className="method" data-testid={`outage-${method}`} disabled>
              <MethodWords method={method} hint={t(`methodOutage.${why}`)} />
            </button>
          ))}
        </div>
        <p role="status">{shopping.isSending && t('pay.busy')}</p>
      </Scroller>
      <div className="dialog-buttons">
        <button type="button" data-testid="methods-close" onClick={close}>
          {t('product.close')}
        </button>
      </div>
    </Dialog>
  );
}

function MethodWords({ method, hint }: { method: PaymentMethod; hint: string }) {
  const { t } = useTranslation();
  return (
    <>
      <MethodSign method={method} />
      <span className="method-words">
        <b>{t(`methods.${method}`)}</b>
        <span>{hint}</span>
      </span>
    </>
  );
}
