// Every page of the shopper's screen, as a shopper may meet it.
import type { FakeSource } from '@zhuangui/device/screens/testing/fake-source.ts';
import { sampleItem, sampleSale, sampleShelf } from '@zhuangui/device/screens/testing/sample-views.ts';
import type { OutOfService, SaleView, ShopperView } from '@zhuangui/device/screens/views.ts';
import type { Page } from 'playwright-core';
import type { Shot } from './shots.ts';

const receiptUrl = 'https://gongshi.example.cn/r/o0123456789abcdef01234567';
const proofUrl = 'https://gongshi.example.cn/p/NM-2020-00001';
const wechatQr = 'weixin://wxpay/bizpayurl?pr=Xy7kQ2Lzz';
const alipayQr = 'https://qr.alipay.com/bax03431ljhokirwl38f00a7';

const names = ['敖汉小米', '科尔沁牛肉', '锡林郭勒奶豆腐'];
const prices = [1280, 3990, 2450];
export const items = (...changes: Parameters<typeof sampleItem>[0][]) =>
  changes.map((change, index) =>
    sampleItem({
      item: index + 1,
      slot: index + 1,
      name: names[index]!,
      priceFen: prices[index]!,
      ...change,
    }),
  );

const proven = () => sampleShelf(12).map((slot) => ({ ...slot, product: { ...slot.product!, proofUrl } }));

/** A shelf on which something is sold out, recalled, out of order and unknown. */
export function troubledShelf() {
  const slots = sampleShelf(12);
  slots[0] = { ...slots[0]!, forSale: false, count: 0, reasons: ['slot-empty'] };
  slots[1] = { ...slots[1]!, forSale: false, reasons: ['lot-withdrawn', 'slot-locked'] };
  slots[4] = { ...slots[4]!, forSale: false, reasons: ['slot-faulty'] };
  const { product: _, ...unknown } = slots[6]!;
  slots[6] = { ...unknown, forSale: false, reasons: ['not-certified'] };
  return slots;
}

const methods: Partial<ShopperView> = {
  methods: ['wechat', 'alipay', 'cash'],
  methodOutages: [],
  demo: false,
  slots: proven(),
};

const selling =
  (changes: Partial<ShopperView> = {}) =>
  (source: FakeSource) =>
    source.show({ ...methods, ...changes });
const sale = (changes: Partial<SaleView>, view: Partial<ShopperView> = {}) =>
  selling({ ...view, sale: sampleSale({ method: 'wechat', ...changes }) });

const shot = (name: string, until: string, view: Shot['view'], act?: Shot['act']): Shot => ({
  name,
  url: '/',
  view,
  until,
  ...(act && { act }),
});

async function fill(page: Page): Promise<void> {
  for (const slot of [2, 3, 2]) {
    await page.getByTestId(`slot-${slot}`).click();
    await page.getByTestId('add').click();
  }
}

const openProduct = (slot: number) => (page: Page) => page.getByTestId(`slot-${slot}`).click();

const stops: OutOfService[] = [
  'lists-too-old',
  'no-lists',
  'channel-suspended',
  'board-offline',
  'journal-not-writable',
  'journal-fork',
  'storage-nearly-full',
  'too-warm',
  'cabinet-blocked',
  'in-service',
  'starting',
];

const delivered = { phase: 'delivered', outcome: 'delivered' } as const;
const all = { totalFen: 7720, paidFen: 7720 };

const shelfShots: Shot[] = [
  {
    ...shot('attract', 'attract', selling({ screen: { idleMs: 300, voice: false } })),
    only: 'first-language',
  },
  shot('shelf', 'slot-1', selling()),
  shot('shelf-demo', 'slot-1', (source) => source.show({})),
  shot('shelf-60-slots', 'slot-1', selling({ slots: sampleShelf(60) })),
  shot('shelf-troubled-amber', 'slot-2-reason', selling({ slots: troubledShelf(), freshness: 'amber' })),
  shot('shelf-three', 'slot-1', selling({ slots: sampleShelf(3) })),
  shot('shelf-empty', 'shelf-empty', selling({ slots: [] })),
  shot('shelf-with-basket', 'cart', selling(), fill),
  shot('product', 'buy', selling(), openProduct(1)),
  shot('product-without-proof', 'buy', selling({ slots: sampleShelf(12) }), openProduct(2)),
  shot('product-refused', 'why-not', selling({ slots: troubledShelf() }), openProduct(2)),
  shot('basket', 'cart-page-pay', selling(), async (page) => {
    await fill(page);
    await page.getByTestId('cart-open').click();
  }),
  shot('methods', 'method-wechat', selling(), async (page) => {
    await openProduct(1)(page);
    await page.getByTestId('buy').click();
  }),
  shot(
    'methods-outage',
    'outage-wechat',
    selling({
      methods: ['cash'],
      methodOutages: [
        { method: 'wechat', why: 'no-network' },
        { method: 'alipay', why: 'gateway' },
      ],
    }),
    async (page) => {
      await openProduct(1)(page);
      await page.getByTestId('buy').click();
    },
  ),
  shot('info', 'info', selling(), (page) => page.getByTestId('info-open').click()),
  shot(
    'refused-at-payment',
    'problem',
    (source) => {
      source.answers.order = () => ({
        accepted: false,
        why: 'refused',
        refusals: [{ slot: 1, reasons: ['supplier-blacklisted'] }],
      });
      source.show({});
    },
    async (page) => {
      await openProduct(1)(page);
      await page.getByTestId('buy').click();
    },
  ),
];

const payShots: Shot[] = [
  shot('pay-demo', 'pay-test', (source) => source.show({ sale: sampleSale() })),
  shot('pay-loading', 'qr-loading', sale({})),
  shot('pay-wechat', 'qr', sale({ qr: wechatQr, items: items({}, {}, {}), totalFen: 7720 })),
  shot('pay-alipay', 'qr', sale({ method: 'alipay', qr: alipayQr })),
  shot('pay-cash', 'cash-missing', sale({ method: 'cash', cash: { insertedFen: 0, accepting: true } })),
  shot(
    'pay-cash-some',
    'cash-missing',
    sale({ method: 'cash', cash: { insertedFen: 500, accepting: false } }),
  ),
];

const progressShots: Shot[] = [
  shot(
    'dispensing',
    'progress',
    sale({ phase: 'dispensing', ...all, items: items(delivered, { phase: 'dispensing' }, {}) }),
  ),
  ...(['unlocking', 'open', 'weighing'] as const).map((state) =>
    shot(
      `cabinet-${state}`,
      'cabinet',
      sale(
        { phase: 'dispensing', ...all, items: items({}, {}, {}), cabinet: { state } },
        { machine: 'cabinet' },
      ),
    ),
  ),
  shot(
    'refunding',
    'progress',
    sale({ phase: 'refunding', ...all, items: items(delivered, { phase: 'refund-due' }, delivered) }),
  ),
];

const resultShots: Shot[] = [
  shot(
    'thanks',
    'thanks',
    sale({
      phase: 'finished',
      ...all,
      deliveredFen: 7720,
      receiptUrl,
      items: items(delivered, delivered, delivered),
    }),
  ),
  shot(
    'thanks-cash-change',
    'change',
    sale({
      phase: 'finished',
      method: 'cash',
      totalFen: 1280,
      paidFen: 2000,
      deliveredFen: 1280,
      refundedFen: 720,
      changeFen: 720,
      items: items(delivered),
    }),
  ),
  shot(
    'refund-part',
    'refund',
    sale({
      phase: 'finished',
      ...all,
      deliveredFen: 1280,
      refundedFen: 3990,
      receiptUrl,
      items: items(
        delivered,
        { phase: 'refunded', outcome: 'unknown' },
        { phase: 'refund-due', reasons: ['lot-withdrawn'] },
      ),
    }),
  ),
  shot(
    'refund-cash',
    'refund',
    sale({
      phase: 'finished',
      method: 'cash',
      totalFen: 1280,
      paidFen: 2000,
      refundedFen: 2000,
      changeFen: 720,
      items: items({ phase: 'refunded', outcome: 'not-delivered' }),
    }),
  ),
  shot(
    'refund-by-hub',
    'refund',
    sale({
      phase: 'finished',
      totalFen: 1280,
      paidFen: 1280,
      refundedFen: 1280,
      returnedByHub: true,
      items: items({ phase: 'refunded' }),
    }),
  ),
  shot(
    'refund-pending',
    'refund',
    sale({ phase: 'refund-pending', totalFen: 1280, paidFen: 1280, items: items({ phase: 'refund-due' }) }),
  ),
  shot('payment-pending', 'pending', sale({ phase: 'payment-pending' })),
  shot('stopped', 'pending', sale({ phase: 'stopped', totalFen: 1280, paidFen: 1280 })),
  shot('cancelled', 'cancelled', sale({ phase: 'cancelled' })),
];

const stopShots: Shot[] = stops.map((outOfService, index) => ({
  modes: index === 0,
  ...shot(
    `out-of-service-${outOfService}`,
    'out-of-service',
    selling({ outOfService, freshness: outOfService === 'lists-too-old' ? 'red' : 'green' }),
  ),
}));

export const shopperShots: Shot[] = [
  ...shelfShots,
  ...payShots,
  ...progressShots,
  ...resultShots,
  ...stopShots,
];
