// How a sale ended: thanks, refund, cancelled. Each closes by itself, so that the next shopper finds the shelf.
import { useTranslation } from 'react-i18next';
import { useAfter } from '../shared/use-seconds.ts';
import { screenPaths } from '../views.ts';
import { helpedBy, peopleIn } from './helped.ts';
import { Price } from './price.tsx';
import { OrderNumber, SaleItems, type SalePageProps } from './sale-parts.tsx';
import { settlementOf } from './settlement.ts';
import type { Shopping } from './use-shopping.ts';

const thanksForSeconds = 30;
/** Long enough to write the order number down. */
const refundForSeconds = 120;
const cancelledForSeconds = 8;

export function ThanksPage({ sale, view, shopping }: SalePageProps) {
  const { t } = useTranslation();
  const helped = helpedBy(sale, view.slots);
  return (
    <section className="sale" data-testid="thanks">
      <div className="result-head" role="status">
        <ResultSign kind="good" />
        <h2>{t('thanks.title')}</h2>
        <p>{t('thanks.take')}</p>
        {helped.length > 0 && <p className="helped">{t('thanks.helped', { people: peopleIn(helped) })}</p>}
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <p className="sum">
          <span>{t('thanks.delivered')}</span>
          <Price fen={sale.deliveredFen} />
        </p>
        <OrderNumber order={sale.order} />
      </div>
      <Done shopping={shopping} afterSeconds={thanksForSeconds} />
    </section>
  );
}

/** SCR-4: every fen that was paid is named: delivered, refunded, or still on its way back. */
export function RefundPage({ sale, view, shopping }: SalePageProps) {
  const { t } = useTranslation();
  const { paidFen, deliveredFen, refundedFen, dueFen, deliveredCount } = settlementOf(sale);
  return (
    <section className="sale" data-testid="refund">
      <div className="result-head" role="status">
        <ResultSign kind="back" />
        <h2>{t(deliveredCount > 0 ? 'refund.partTitle' : 'refund.fullTitle')}</h2>
        <p>{t('refund.apology')}</p>
        {deliveredCount > 0 && (
          <p>
            {t('refund.missed', { delivered: deliveredCount, count: sale.items.length })} ·{' '}
            {t('sale.takeGoods')}
          </p>
        )}
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <dl className="settlement">
          <Amount name={t('refund.paid')} fen={paidFen} />
          {deliveredFen > 0 && <Amount name={t('refund.delivered')} fen={deliveredFen} />}
          {refundedFen > 0 && <Amount name={t('refund.refunded')} fen={refundedFen} isStrong />}
          {dueFen > 0 && <Amount name={t('refund.due')} fen={dueFen} isStrong />}
        </dl>
        <p>
          {t(dueFen > 0 ? 'refund.dueHint' : 'refund.refundedHint', { phone: view.counter.complaintPhone })}
        </p>
        <OrderNumber order={sale.order} />
      </div>
      <Done shopping={shopping} afterSeconds={refundForSeconds} />
    </section>
  );
}

/** SCR-12: what cannot be settled now is said as that, with the number to quote; the counter is free for the next shopper. */
export function PendingPage({ sale, view, shopping }: SalePageProps) {
  const { t } = useTranslation();
  const words = sale.phase === 'stopped' ? 'stopped' : 'payment-pending';
  return (
    <section className="sale" data-testid="pending">
      <div className="result-head" role="status">
        <ResultSign kind="later" />
        <h2>{t(`pending.${words}.title`)}</h2>
        <p>{t(`pending.${words}.text`)}</p>
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <p>{t('pending.keep', { phone: view.counter.complaintPhone })}</p>
        <OrderNumber order={sale.order} />
      </div>
      <Done shopping={shopping} afterSeconds={refundForSeconds} />
    </section>
  );
}

export function CancelledPage({ sale, shopping }: SalePageProps) {
  const { t } = useTranslation();
  return (
    <section className="sale is-short" data-testid="cancelled">
      <div className="result-head" role="status">
        <h2>{t('cancelled.title')}</h2>
        <p>{t('cancelled.text')}</p>
      </div>
      <OrderNumber order={sale.order} />
      <Done shopping={shopping} afterSeconds={cancelledForSeconds} />
    </section>
  );
}

function Amount({ name, fen, isStrong = false }: { name: string; fen: number; isStrong?: boolean }) {
  return (
    <div className={isStrong ? 'is-strong' : ''}>
      <dt>{name}</dt>
      <dd>
        <Price fen={fen} />
      </dd>
    </div>
  );
}

function Done({ shopping, afterSeconds }: { shopping: Shopping; afterSeconds: number }) {
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

const signs = {
  good: 'M18 33l10 10 18-22',
  back: 'M24 18l-9 9 9 9M15 27h22a10 10 0 0 1 0 20H26',
  later: 'M32 15v18l11 7',
} as const;

/** A tick for thanks; for a refund an arrow that comes back; a clock for what is settled later. */
function ResultSign({ kind }: { kind: keyof typeof signs }) {
  return (
    <svg className={`result-sign ${kind === 'good' ? 'is-good' : ''}`} viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="30" />
      <path d={signs[kind]} />
    </svg>
  );
}
