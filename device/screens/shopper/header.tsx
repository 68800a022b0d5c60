import { dayOf } from '@zhuangui/protocol/days.ts';
import { useTranslation } from 'react-i18next';
import { FreshnessBadge } from '../shared/freshness-badge.tsx';
import type { ShopperView } from '../views.ts';
import { OperatorLines } from './footer.tsx';
import { Seal } from './seal.tsx';

/** The pledge, and what it rests on: how many certified products, on a list of which day. */
export function Header({ view }: { view: ShopperView | null }) {
  const { t } = useTranslation();
  return (
    <header className="header">
      <Seal />
      <div className="header-pledge">
        <h1>{t('pledge')}</h1>
        {view && <ListFacts lists={view.lists} />}
      </div>
      {view && (
        <div className="header-counter">
          <p className="header-name">{view.counter.name}</p>
          <p className="header-place">{view.counter.place}</p>
          <FreshnessBadge freshness={view.freshness} />
        </div>
      )}
      {view && <OperatorLines view={view} />}
    </header>
  );
}

function ListFacts({ lists }: { lists: ShopperView['lists'] }) {
  const { t } = useTranslation();
  if (!lists) return <p className="header-facts">{t('header.noLists')}</p>;
  return (
    <p className="header-facts number">
      <span>{t('header.count', { entries: lists.entryCount })}</span>
      <span>{t('header.listDate', { day: dayOf(lists.signedAt) })}</span>
    </p>
  );
}
