import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import type { RestockView } from '../../views.ts';

/** What was put in and what was refused in this session, newest first, and the differences that were explained. */
export function Done({ session: { done, differences } }: { session: RestockView }) {
  const { t } = useTranslation();
  if (done.length === 0 && differences.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('desk.restock.done')}</h2>
      <ul className="lines" data-testid="done">
        {done.toReversed().map((each, index) => (
          <li key={`${each.at} ${index}`} className="is-row">
            <b className="number slot-number">{each.slot}</b>
            <span className="grow">
              <b className={each.accepted ? 'is-good' : 'is-bad'}>
                {each.accepted ? '✓' : '✕'} {each.name}
              </b>
              <br />
              <span className="is-soft number">
                {t('operator.slots.lot')} {each.lot} · ¥ {yuan(each.priceFen)}
                {each.photo && ` · ${t('desk.photo.taken')}`}
              </span>
              {each.reasons.length > 0 && (
                <span className="is-bad">
                  {' '}
                  {each.reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}
                </span>
              )}
            </span>
            {each.accepted && <b className="number is-large">+{each.added}</b>}
          </li>
        ))}
        {differences.map(({ slot, expected, found, why }, index) => (
          <li key={`difference ${slot} ${index}`} className="is-row" data-testid={`difference-${slot}`}>
            <b className="number slot-number">{slot}</b>
            <span className="grow">
              {t('desk.restock.difference', { expected, found })} · {t(`desk.stockReasons.${why}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
