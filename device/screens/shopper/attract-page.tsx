import { dayOf } from '@zhuangui/protocol/days.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inDigits } from '../shared/format.ts';
import { FreshnessBadge } from '../shared/freshness-badge.tsx';
import { languages } from '../shared/i18n.ts';
import { Picture } from '../shared/picture.tsx';
import type { ShopperView, SlotView } from '../views.ts';
import { peopleHelped } from './helped.ts';
import { inOrder } from './shelf-view.ts';

const shownGoods = 6;

/** Nobody stands there: the pledge in every language, what it rests on, what is on sale. The whole page is one button. */
export function AttractPage({ view, onBegin }: { view: ShopperView; onBegin(): void }) {
  const { t } = useTranslation();
  const forSale = inOrder(view.slots).filter((slot) => slot.forSale);
  return (
    <button type="button" className="attract" data-testid="attract" onClick={onBegin}>
      {view.demo && <span className="demo-ribbon">{t('demoRibbon')}</span>}
      <span className="attract-counter">
        <b>{view.counter.name}</b>
        <FreshnessBadge freshness={view.freshness} />
      </span>
      <span className="attract-pledge">
        <BigSeal />
        <InEveryLanguage word="pledge" />
      </span>
      <span className="attract-figures">
        {view.lists && <Figure value={inDigits(view.lists.entryCount)} word="attract.entries" />}
        {forSale.length > 0 && <Figure value={inDigits(peopleHelped(forSale))} word="attract.helped" />}
        {view.lists && <Figure value={dayOf(view.lists.signedAt)} word="attract.listDate" />}
      </span>
      <OnSale slots={forSale.slice(0, shownGoods)} />
      <span className="attract-begin">
        <Finger />
        <InEveryLanguage word="attract.begin" />
      </span>
      <span className="attract-checked">{t('attract.checked')}</span>
    </button>
  );
}

/** Nobody has chosen a language yet. */
function InEveryLanguage({ word }: { word: string }): ReactNode {
  const { i18n } = useTranslation();
  return (
    <span className="every-language">
      {Object.keys(languages).map((language) => (
        <span key={language} lang={language}>
          {i18n.getFixedT(language)(word)}
        </span>
      ))}
    </span>
  );
}

function Figure({ value, word }: { value: string; word: string }) {
  return (
    <span className="figure">
      <b className="number">{value}</b>
      <InEveryLanguage word={word} />
    </span>
  );
}

function OnSale({ slots }: { slots: SlotView[] }) {
  if (slots.length === 0) return null;
  return (
    <span className="attract-goods">
      {slots.map(({ slot, product }) => (
        <span key={slot} className="attract-item">
          <Picture category={product?.category ?? 'other'} src={product?.picture} />
          <b>{product?.name}</b>
          <span>{product?.origin}</span>
        </span>
      ))}
    </span>
  );
}

function BigSeal() {
  return (
    <svg className="big-seal" viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="30" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="32" cy="32" r="25.5" fill="none" stroke="currentColor" strokeWidth="1" />
      <path
        d="M19 33l9.5 9.500L46 23"
        fill="none"
        stroke="currentColor"
        strokeWidth="5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function Finger() {
  return (
    <svg className="finger" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M19 26V10a3.5 3.5 0 0 1 7 0v11l9 2a5 5 0 0 1 4 5v5a12 12 0 0 1-12 12h-3a10 10 0 0 1-8-4l-7-10a3 3 0 0 1 5-3Z" />
      <path className="ring" d="M12 14a11 11 0 1 1 21 0" />
    </svg>
  );
}
