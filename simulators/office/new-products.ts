// pure
// Products the demonstration's supplier has not had certified yet.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { gtinCheckDigit } from '@zhuangui/protocol/checks/gtin.ts';
import { sampleEntries } from '../samples/entries.ts';

/** The demonstration's supplier has an account of its own. */
export const demoCreditCode = '93150430XX00000001';
const names = ['敖汉黄小米', '敖汉绿小米', '敖汉荞麦面', '敖汉红高粱米', '敖汉黍子米', '敖汉绿豆'] as const;

/** Six of them, valid on `today` (YYYY-MM-DD); barcodes with prefix 6998, which the sample catalog does not use. */
export function newProducts(today: string): Entry[] {
  const [model] = sampleEntries({ count: 1, referenceDate: today }).filter(
    ({ supplier }) => supplier.creditCode === demoCreditCode,
  );
  return names.map((name, at) => {
    const body = `6998${String(at).padStart(8, '0')}`;
    const gtins = [body + gtinCheckDigit(body)];
    return { ...model!, id: `NEW-${at}`, name, specification: `${(at + 1) * 500}g/袋`, gtins };
  });
}
