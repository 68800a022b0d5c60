// What a restock plan is made from: slots, sales, and what the catalog and the sanctions still allow.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Counter } from '../fleet/counter.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import { type PlanInput, type PlanSlot, type PlanWish, soldKey } from './restock-plan.ts';
import type { Stock } from './stock.ts';

export interface RestockParts {
  stock: Stock;
  ledger: Pick<Ledger, 'totalsBy'>;
  catalog: CatalogIndex;
  sanctions: Pick<Sanctions, 'active'>;
  clock: Clock;
  /** What should stand in the slots of these counters (ROLL-9). */
  wishedOf(counters: readonly string[]): Promise<ReadonlyMap<string, readonly PlanWish[]>>;
}

export interface RestockQuestion {
  counters: readonly Counter[];
  lookBackDays: number;
  coverDays: number;
  /** Goods must keep at least so long to stay. */
  keepDays: number;
}

const dayMs = 86_400_000;

/** STK-5: everything the plan needs, read once. */
export async function restockInput(parts: RestockParts, question: RestockQuestion): Promise<PlanInput> {
  const { stock, ledger, catalog, clock } = parts;
  const nowMs = clock.nowMs();
  const ids = question.counters.map(({ id }) => id);
  const days = Array.from({ length: question.lookBackDays }, (_, at) => dayOf(nowMs - (at + 1) * dayMs));
  const [states, totals, rules, wished] = await Promise.all([
    stock.slots(ids),
    ledger.totalsBy(['counter', 'entry'], { days, counters: ids }),
    rulesNow(parts, dayOf(nowMs)),
    parts.wishedOf(ids),
  ]);
  const slots = states.flatMap(({ counter, slot, goods, locked, fault }): PlanSlot[] =>
    goods ? [{ counter, slot, ...goods, locked: locked !== undefined || fault !== undefined }] : [],
  );
  return {
    counters: question.counters.map(({ id, name, route = '', driver = '' }) => ({ id, name, route, driver })),
    slots,
    sold: new Map(totals.map(({ counter, entry, sales }) => [soldKey(counter, entry), sales])),
    lookBackDays: question.lookBackDays,
    coverDays: question.coverDays,
    keepsUntil: dayOf(nowMs + question.keepDays * dayMs),
    mayLoad: (entry) => catalog.get(entry) !== undefined && rules.mayLoad(entry),
    isWithdrawn: rules.isWithdrawn,
    wished,
  };
}

async function rulesNow({ catalog, sanctions }: RestockParts, today: string) {
  const active = await sanctions.active();
  const products = new Set(active.filter(({ kind }) => kind === 'product').map(({ target }) => target));
  const suppliers = new Set(active.filter(({ kind }) => kind === 'supplier').map(({ target }) => target));
  const lots = active.filter(({ kind }) => kind === 'lot');
  return {
    mayLoad(id: string): boolean {
      const entry = catalog.get(id);
      if (!entry || products.has(id) || suppliers.has(entry.supplier.creditCode)) return false;
      return entry.certificate.validFrom <= today && today <= entry.certificate.validUntil;
    },
    isWithdrawn: (id: string, lot: string) => lots.some((one) => one.target === id && one.lots.includes(lot)),
  };
}
