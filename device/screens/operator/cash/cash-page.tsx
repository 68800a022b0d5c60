import { yuan } from '@zhuangui/protocol/money.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import { momentOf } from '../../shared/format.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { State } from '../parts/state.tsx';
import { CountSheet } from './count-sheet.tsx';
import { difference } from './difference.ts';
import { PendingLine } from './pending-page.tsx';

/** What the book says is in the boxes, what the board says it can give, and counting the boxes. */
export function CashPage() {
  const { t } = useTranslation();
  const { cash, pending } = useSignedIn().view;
  const [counting, setCounting] = useState<'notes' | 'coins' | null>(null);
  const owed = pending.filter((each) => each.handOver);
  return (
    <div className="two-columns">
      <section className="panel">
        <h2>{t('desk.cash.boxes')}</h2>
        {(['notes', 'coins'] as const).map((box) => (
          <div key={box} className="box-line">
            <span className="grow">
              {t(`desk.cash.${box}`)}
              <b className="big-number number">¥ {yuan(box === 'notes' ? cash.notesFen : cash.coinsFen)}</b>
            </span>
            <ActButton
              need="cash"
              act="cash-count"
              testId={`count-${box}`}
              isMain
              onPress={() => setCounting(box)}
            >
              {t('desk.cash.count')}
            </ActButton>
          </div>
        ))}
        {Math.min(cash.notesFen, cash.coinsFen) < 0 && (
          <p className="is-soft" data-testid="float-uncounted">
            {t('desk.cash.negative')}
          </p>
        )}
        <LastCount />
      </section>
      <section className="panel">
        <h2>{t('desk.cash.unit')}</h2>
        <dl>
          <Fact
            name={t('desk.cash.change')}
            value={cash.changeFen === null ? t('operator.unknown') : `¥ ${yuan(cash.changeFen)}`}
          />
          <Fact name={t('desk.cash.credit')} value={`¥ ${yuan(cash.creditFen)}`} />
          <Fact
            name={t('desk.cash.accepting')}
            value={t(cash.accepting ? 'operator.yes' : 'desk.cash.onlyForOrders')}
          />
          <Fact name={t('desk.cash.billAcceptor')} value={<Acceptor isOk={cash.billAcceptorOk} />} />
          <Fact name={t('desk.cash.coinAcceptor')} value={<Acceptor isOk={cash.coinAcceptorOk} />} />
        </dl>
      </section>
      <section className="panel">
        <h2>{t('desk.cash.owed')}</h2>
        {owed.length === 0 && <p>{t('desk.cash.nothingOwed')}</p>}
        <ul className="lines">
          {owed.map((each) => (
            <PendingLine key={each.order} pending={each} />
          ))}
        </ul>
      </section>
      {counting && <CountSheet box={counting} onClose={() => setCounting(null)} />}
    </div>
  );
}

function Acceptor({ isOk }: { isOk: boolean | null }) {
  const { t } = useTranslation();
  if (isOk === null) return t('operator.unknown');
  return <State isGood={isOk} good={t('desk.cash.works')} bad={t('desk.cash.broken')} />;
}

function LastCount() {
  const { t } = useTranslation();
  const { lastCount } = useSignedIn().view.cash;
  if (!lastCount) return null;
  const { at, box, expectedFen, countedFen } = lastCount;
  return (
    <p className="is-soft" data-testid="last-count">
      {t('desk.cash.last', { at: momentOf(at), box: t(`desk.cash.${box}`), counted: yuan(countedFen) })}{' '}
      {difference(t, countedFen - expectedFen)}
    </p>
  );
}
