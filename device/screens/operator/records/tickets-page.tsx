import { useTranslation } from 'react-i18next';
import { momentOf } from '../../shared/format.ts';
import { useSignedIn } from '../desk/use-desk.ts';

const points = ['load', 'show', 'pay', 'dispense'] as const;

/** What needs a person, and what the gate refused; newest first. */
export function TicketsPage() {
  const { t } = useTranslation();
  const { tickets, refusals } = useSignedIn().view.view;
  const pointName = (point: string) =>
    points.some((known) => known === point) ? t(`operator.refusals.points.${point}`) : point;
  return (
    <div className="two-columns">
      <section className="panel">
        <h2>{t('operator.tickets.title')}</h2>
        {tickets.length === 0 && <p>{t('operator.tickets.none')}</p>}
        <ul className="lines" data-testid="tickets">
          {tickets.map((ticket, index) => (
            <li key={`${ticket.at} ${index}`}>
              <b>
                {t(`operator.tickets.codes.${ticket.code}`, { defaultValue: t('desk.ticketOther') })}
                {ticket.slot !== null && ` · ${t('shelf.slot', { slot: ticket.slot })}`}
              </b>
              <span>{ticket.detail}</span>
              <span className="is-soft number">
                {momentOf(ticket.at)} <code>{ticket.code}</code>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{t('operator.refusals.title')}</h2>
        {refusals.length === 0 && <p>{t('operator.refusals.none')}</p>}
        <ul className="lines" data-testid="refusals">
          {refusals.map((refusal, index) => (
            <li key={`${refusal.at} ${index}`}>
              <b>
                {t('shelf.slot', { slot: refusal.slot })} · {pointName(refusal.point)}
              </b>
              <span className="is-bad">
                {refusal.reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}
              </span>
              <span className="is-soft number">{momentOf(refusal.at)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
