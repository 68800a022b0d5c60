// The figures a minister asks for first.
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../http/views.ts';
import { percent, whole, yuan } from '../shared/format.ts';

interface FigureProps {
  id: string;
  label: string;
  value: string;
  unit?: string;
  detail: string;
  tone?: 'good' | 'bad' | undefined;
}

function Figure({ id, label, value, unit, detail, tone }: FigureProps) {
  return (
    <div className={`figure ${tone ?? ''}`} data-testid={`kpi-${id}`}>
      <span className="label">{label}</span>
      <span className="value">
        {value}
        {unit && <small> {unit}</small>}
      </span>
      <span className="detail">{detail}</span>
    </div>
  );
}

export function KeyFigures({ view }: { view: Dashboard }) {
  const { t } = useTranslation();
  const { today, allTime, certifiedShare: share, counters, cases } = view;
  return (
    <section className="figures">
      <Figure
        id="certified"
        label={t('figures.certified')}
        value={share === null ? '—' : percent(share)}
        detail={share === null ? t('figures.certifiedNone') : t('figures.certifiedDetail')}
        tone={share === null ? undefined : share === 100 ? 'good' : 'bad'}
      />
      <Figure
        id="sales"
        label={t('figures.sales')}
        value={whole(today.sales)}
        unit={t('figures.salesUnit')}
        detail={t('figures.salesDetail', { count: whole(allTime.sales) as unknown as number })}
      />
      <Figure
        id="amount"
        label={t('figures.amount')}
        value={yuan(today.salesFen)}
        detail={t('figures.amountDetail', { amount: yuan(allTime.salesFen) })}
      />
      <Figure
        id="refunds"
        label={t('figures.refunds')}
        value={whole(today.refunds)}
        detail={t('figures.refundsDetail', { amount: yuan(today.refundsFen) })}
      />
      <Figure
        id="refused"
        label={t('figures.refused')}
        value={whole(today.refused)}
        detail={t('figures.refusedDetail')}
      />
      <Figure
        id="online"
        label={t('figures.online')}
        value={whole(counters.online)}
        unit={`/ ${whole(counters.total)}`}
        detail={t('figures.offline', { offline: whole(counters.total - counters.online) })}
        tone={counters.total > 0 && counters.online === counters.total ? 'good' : undefined}
      />
      <Freshness counters={counters} />
      <Figure
        id="cases"
        label={t('figures.cases')}
        value={whole(cases)}
        detail={t('figures.casesDetail')}
        tone={cases > 0 ? 'bad' : undefined}
      />
    </section>
  );
}

function Freshness({ counters }: { counters: Dashboard['counters'] }) {
  const { t } = useTranslation();
  const shades = ['green', 'amber', 'red'] as const;
  const inUse = shades.filter((shade) => counters[shade] > 0);
  return (
    <div className="figure" data-testid="kpi-freshness">
      <span className="label">{t('figures.freshness')}</span>
      <span className="shades">
        {shades.map((shade) => (
          <span key={shade} className={`shade ${shade} ${counters[shade] === 0 ? 'none' : ''}`}>
            <b>{whole(counters[shade])}</b>
            <small>{t(`freshness.${shade}`)}</small>
          </span>
        ))}
      </span>
      <span className="bar" aria-hidden>
        {inUse.map((shade) => (
          <i key={shade} className={shade} style={{ flexGrow: counters[shade] }} />
        ))}
      </span>
    </div>
  );
}
