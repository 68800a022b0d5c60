import type { Category } from '@zhuangui/protocol/catalog.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Scroller } from '../shared/scroller.tsx';
import type { ShopperView } from '../views.ts';
import { countIn } from './cart.ts';
import { categoriesOf, inCategory } from './shelf-view.ts';
import { SlotCard } from './slot-card.tsx';
import type { Shopping } from './use-shopping.ts';
import { useShown } from './use-shown.ts';

interface ShelfProps {
  view: ShopperView;
  shopping: Shopping;
}

export function Shelf({ view, shopping }: ShelfProps) {
  const { t } = useTranslation();
  const [category, setCategory] = useState<Category | null>(null);
  const shown = useShown();
  if (view.slots.length === 0) {
    return (
      <section className="notice" data-testid="shelf-empty">
        <h2>{t('shelf.empty')}</h2>
        <p>{t('shelf.emptyHint')}</p>
      </section>
    );
  }
  return (
    <section aria-label={t('shelf.title')} className="shelf">
      <Categories all={categoriesOf(view.slots)} chosen={category} onChoose={setCategory} />
      {view.slots.every((slot) => !slot.forSale) && <p className="shelf-note">{t('shelf.nothingForSale')}</p>}
      <Scroller resetOn={category}>
        <ul className="grid" data-few={view.slots.length <= 3}>
          {inCategory(view.slots, category)
            .slice(0, shown)
            .map((slot) => (
              <li key={slot.slot}>
                <SlotCard
                  slot={slot}
                  inCart={countIn(shopping.cart, slot.slot)}
                  onOpen={() => shopping.open({ kind: 'product', slot: slot.slot })}
                />
              </li>
            ))}
        </ul>
      </Scroller>
    </section>
  );
}

interface CategoriesProps {
  all: Category[];
  chosen: Category | null;
  onChoose(category: Category | null): void;
}

function Categories({ all, chosen, onChoose }: CategoriesProps) {
  const { t } = useTranslation();
  if (all.length === 0) return null;
  return (
    <div className="categories">
      {[null, ...all].map((category) => (
        <button
          key={category ?? 'all'}
          type="button"
          aria-pressed={category === chosen}
          onClick={() => onChoose(category)}
        >
          {category ? t(`categories.${category}`) : t('shelf.all')}
        </button>
      ))}
    </div>
  );
}
