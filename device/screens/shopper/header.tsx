import { dayOf } from '@zhuangui/protocol/days.ts';
import { useTranslation } from 'react-i18next';
import { FreshnessBadge } from '../shared/freshness-badge.tsx';
import type { ShopperView } from '../views.ts';

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
    </header>
  );
}

function ListFacts({ lists }: { lists: ShopperView['lists'] }) {
  const { t } = useTranslation();
  if (!lists) return <p className="header-facts">{t('header.noLists')}</p>;
  return (
    <p className="header-facts number">
      <span>{t('header.count', { count: lists.entryCount })}</span>
      <span>{t('header.listDate', { day: dayOf(lists.signedAt) })}</span>
    </p>
  );
}

/** The page's only ornament: a seal that says "certified". */
function Seal() {
  return (
    <svg className="seal" viewBox="0 0 64 64" aria-hidden="true">
      <rect x="1.5" y="1.5" width="61" height="61" rx="9" fill="#14512f" />
      <rect x="6" y="6" width="52" height="52" rx="5.5" fill="none" stroke="#cfe0cd" strokeWidth="1.5" />
      <path
        d="M18 33.5l10 10 19-23"
        fill="none"
        stroke="#fff"
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
