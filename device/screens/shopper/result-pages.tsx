// How a sale ended: thanks, settled later, cancelled. What closes them is `done.tsx`.
import { useTranslation } from 'react-i18next';
import { type Helped, helpedBy, peopleIn } from './helped.ts';
import { Price } from './price.tsx';
import { OrderNumber, Receipt, ResultSign, SaleItems, type SalePageProps } from './sale-parts.tsx';

export function ThanksPage({ sale, view }: SalePageProps) {
  const { t } = useTranslation();
  return (
    <section className="sale" data-testid="thanks">
      <div className="result-head" role="status">
        <ResultSign kind="good" />
        <h2>{t('thanks.title')}</h2>
        <p>{t(`thanks.take.${view.machine}`)}</p>
        <HelpedWords helped={helpedBy(sale, view.slots)} />
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <Sum name={t('thanks.delivered')} fen={sale.deliveredFen} />
        {sale.changeFen > 0 && (
          <div className="change" data-testid="change">
            <Sum name={t('thanks.change')} fen={sale.changeFen} />
            <p>{t('thanks.changeHint')}</p>
          </div>
        )}
      </div>
      <Receipt sale={sale} />
    </section>
  );
}

function Sum({ name, fen }: { name: string; fen: number }) {
  return (
    <p className="sum">
      <span>{name}</span>
      <Price fen={fen} />
    </p>
  );
}

function HelpedWords({ helped }: { helped: Helped[] }) {
  const { t } = useTranslation();
  if (helped.length === 0) return null;
  return (
    <div className="helped">
      <b>{t('thanks.helped', { people: peopleIn(helped) })}</b>
      {helped.map(({ supplier, people }) => (
        <span key={supplier}>{t('thanks.helpedLine', { supplier, people })}</span>
      ))}
    </div>
  );
}

/** SCR-12: what cannot be settled now is said as that, with the number to quote; the counter is free for the next shopper. */
export function PendingPage({ sale, view }: SalePageProps) {
  const { t } = useTranslation();
  const words = sale.phase === 'stopped' ? 'stopped' : 'payment-pending';
  return (
    <section className="sale" data-testid="pending">
      <div className="result-head" role="status">
        <ResultSign kind="later" />
        <h2>{t(`pending.${words}.title`)}</h2>
        <p>{t(sale.returnedByHub ? 'refund.hub' : `pending.${words}.text`)}</p>
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <p className="question">{t('pending.keep', { phone: view.counter.complaintPhone })}</p>
      </div>
      <Receipt sale={sale} />
    </section>
  );
}

export function CancelledPage({ sale }: SalePageProps) {
  const { t } = useTranslation();
  return (
    <section className="sale is-short" data-testid="cancelled">
      <div className="result-head" role="status">
        <h2>{t('cancelled.title')}</h2>
        <p>{t('cancelled.text')}</p>
      </div>
      <OrderNumber order={sale.order} />
    </section>
  );
}
