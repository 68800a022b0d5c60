import { describe, expect, it } from 'vitest';
import { en } from '../locales/en.ts';
import { zhCN } from '../locales/zh-CN.ts';
import { sampleItem, sampleSale, sampleView } from '../testing/sample-views.ts';
import type { SaleView } from '../views.ts';
import { pageOf } from './page-of.ts';
import { promptOf } from './prompt.ts';

const wordOf = (words: object, key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], words);

function saidOf(changes: Partial<SaleView>) {
  const view = sampleView({ sale: sampleSale(changes) });
  return promptOf(view, pageOf(view), null, []);
}

describe('spoken prompts', () => {
  it('[SCR-37] have words in both languages for every page of a sale', () => {
    const sales: Partial<SaleView>[] = [
      ...(['test', 'wechat', 'alipay', 'cash'] as const).map((method) => ({ method })),
      ...(['unlocking', 'open', 'weighing'] as const).map((state) => ({
        phase: 'dispensing' as const,
        cabinet: { state },
      })),
      { phase: 'dispensing' },
      { phase: 'refunding' },
      { phase: 'finished', items: [sampleItem({ phase: 'delivered' })] },
      { phase: 'finished', items: [sampleItem({ phase: 'refunded' })] },
      { phase: 'cancelled' },
      { phase: 'stopped' },
    ];
    const keys = sales.map((sale) => saidOf(sale)?.key ?? 'nothing');
    expect(new Set(keys).size).toBe(sales.length);
    for (const key of keys) {
      expect(wordOf(zhCN, key), key).toBeTypeOf('string');
      expect(wordOf(en, key), key).toBeTypeOf('string');
    }
  });

  it('[SCR-37] name the amount that goes back, change left out', () => {
    const items = [sampleItem({ phase: 'refunded' })];
    const sale = { phase: 'finished', items, paidFen: 2000, refundedFen: 1500, changeFen: 720 } as const;
    expect(saidOf({ ...sale, items: [...items] })?.values).toEqual({ yuan: '12.80' });
  });

  it('[SCR-37] say of refused goods that they are not for sale, and no price', () => {
    const view = sampleView();
    view.slots[0] = { ...view.slots[0]!, forSale: false, reasons: ['lot-withdrawn'] };
    const prompt = promptOf(view, 'shelf', { kind: 'product', slot: 1 }, []);
    expect(prompt).toEqual({ key: 'voice.notForSale', values: { name: '敖汉小米' } });
  });
});
