// MAP-2: the first page of everyone: their own part today, what waits for them, and the map.
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OverviewView } from '../../../statistics/overview.ts';
import { percent, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import '../statistics/statistics.css';
import { TileMap } from './tile-map.tsx';

export default function OverviewPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useApi<OverviewView>('/api/overview', {}, { everyMs: 5000 });
  return (
    <PageFrame
      isFromJournals
      title={t('statistics.home.title')}
      description={query.data && t('statistics.home.description', { day: query.data.day })}
    >
      <Loaded query={query}>
        {(view) => (
          <>
            <HomeFigures view={view} />
            <Waiting view={view} />
          </>
        )}
      </Loaded>
      {can('dashboard.read') && <TileMap />}
    </PageFrame>
  );
}

function HomeFigures({ view }: { view: OverviewView }) {
  const { t } = useTranslation();
  const { today, month, counters } = view;
  const share = today.certifiedShare ?? month.certifiedShare;
  const judged = today.certifiedShare === null ? month.judged : today.judged;
  const onlineShare = counters.total === 0 ? '—' : percent((100 * counters.online) / counters.total);
  const figures: [key: string, label: string, value: string, detail: string][] = [
    [
      'sales',
      `${t('statistics.home.today')} ${t('statistics.home.sales')}`,
      yuan(today.salesFen),
      t('statistics.home.count', { count: whole(today.sales) as never }),
    ],
    [
      'month',
      `${t('statistics.home.month')} ${t('statistics.home.sales')}`,
      yuan(month.salesFen),
      t('statistics.home.count', { count: whole(month.sales) as never }),
    ],
    [
      'certified',
      t('statistics.home.certified'),
      share === null ? '—' : percent(share),
      share === null
        ? t('statistics.home.notJudged')
        : t('statistics.home.judged', { count: whole(judged) as never }),
    ],
    [
      'refused',
      t('statistics.home.refused'),
      whole(today.refused),
      t('statistics.home.refusedHint', { count: whole(month.refused) as never }),
    ],
    [
      'online',
      t('statistics.home.online'),
      `${whole(counters.online)}/${whole(counters.total)}`,
      `${onlineShare} · ${t('statistics.home.freshHint', { amber: whole(counters.amber), red: whole(counters.red) })}`,
    ],
  ];
  return (
    <div className="figures home-figures">
      {figures.map(([key, label, value, detail]) => (
        <div className="figure" key={key} data-testid={`home-${key}`}>
          <span className="label">{label}</span>
          <span className="value">{value}</span>
          <span className="detail" title={detail}>
            {detail}
          </span>
        </div>
      ))}
    </div>
  );
}

function Waiting({ view }: { view: OverviewView }) {
  const { t, i18n } = useTranslation();
  const nameOf = (key: string) => {
    const word = `statistics.home.items.${key}`;
    return i18n.exists(word) ? t(word as never) : key;
  };
  return (
    <section className="panel" aria-label={t('statistics.home.waiting')}>
      <div className="panel-head">
        <h2>{t('statistics.home.waiting')}</h2>
      </div>
      <div className="home-items" data-testid="home-items">
        {view.items.length === 0 && <span className="hint">{t('statistics.home.nothing')}</span>}
        {view.items.map(({ key, kind, count, path }) => (
          <Link key={key} to={path} data-testid={`home-item-${key}`}>
            {nameOf(key)}{' '}
            <Badge count={count} overflowCount={9999} color={kind === 'alarm' ? 'red' : 'gold'} />
          </Link>
        ))}
      </div>
    </section>
  );
}
