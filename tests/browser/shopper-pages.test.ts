// Every page of the shopper's screen, touched in a real browser.
import { sampleItem, sampleSale, sampleShelf } from '@zhuangui/device/screens/testing/sample-views.ts';
import type { OutOfService, SaleView } from '@zhuangui/device/screens/views.ts';
import { describe, expect, it, vi } from 'vitest';
import { landscape, useStage } from './shopper-stage.ts';
import { items, troubledShelf } from './shots-shopper.ts';

const stage = useStage();
const { tap, seen, words, count } = stage;

const delivered = { phase: 'delivered', outcome: 'delivered' } as const;
const showSale = (changes: Partial<SaleView>) =>
  stage.source.show({ sale: sampleSale({ method: 'wechat', ...changes }) });

describe('the first page', () => {
  it('[SCR-30] makes the pledge in both languages, says what it rests on, and begins at a touch', async () => {
    stage.source.show({ screen: { idleMs: 400, voice: false }, freshness: 'amber' });
    await seen('attract');
    const said = await words('attract');
    for (const part of ['只售经认定', 'Only certified', '1,024', '2026-11-22', '敖汉小米', '目录待更新']) {
      expect(said).toContain(part);
    }
    stage.source.show({ screen: { idleMs: 60_000, voice: false } });
    await stage.page.touchscreen.tap(300, 900);
    await seen('slot-1');
  });

  it('gives way when the counter stops selling', async () => {
    stage.source.show({ screen: { idleMs: 400, voice: false } });
    await seen('attract');
    stage.source.show({ outOfService: 'board-offline' });
    await seen('out-of-service');
  });
});

describe('the shelf', () => {
  it('[SCR-38] shows origin, dates and price, reasons in words, what is sold out last', async () => {
    stage.source.show({ slots: troubledShelf() });
    await seen('slot-2-reason');
    const first = await words('slot-3');
    for (const part of ['正镶白旗', '2026-10-01', '2027-09-30', '24.50', '200 g'])
      expect(first).toContain(part);
    const order = await stage.page
      .locator('.slot')
      .evaluateAll((all) => all.map((each) => each.dataset['testid']));
    expect(order.at(0)).toBe('slot-3');
    expect(order.at(-1)).toBe('slot-1');
  });

  it('shows a photograph where there is one, and the drawing when it cannot be read', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await stage.page.route('**/pictures/good.png', (route) =>
      route.fulfill({ body: png, contentType: 'image/png' }),
    );
    const slots = sampleShelf(2);
    slots[0]!.product!.picture = '/pictures/good.png';
    slots[1]!.product!.picture = '/pictures/gone.png';
    stage.source.show({ slots });
    await stage.page.locator('[data-testid=slot-1] img').waitFor();
    await stage.page.locator('[data-testid=slot-2] svg').first().waitFor();
    expect(await stage.page.locator('[data-testid=slot-2] img').count()).toBe(0);
  });

  it('[SCR-36] is scrolled by buttons, to the end and back', async () => {
    stage.source.show({ slots: sampleShelf(60) });
    const room = stage.page.locator('.shelf .scroller-room');
    await tap('scroll-on');
    await expect.poll(() => room.evaluate((element) => element.scrollTop)).toBeGreaterThan(300);
    await room.evaluate((element) => element.scrollTo(0, 1e6));
    await expect.poll(() => stage.page.getByTestId('scroll-on').isDisabled()).toBe(true);
    await tap('scroll-back');
    await expect.poll(() => stage.page.getByTestId('scroll-on').isEnabled()).toBe(true);
  });

  it('filters by category when there is much', async () => {
    stage.source.show({ slots: sampleShelf(60) });
    await stage.page.getByRole('button', { name: '菌类', exact: true }).tap();
    await expect.poll(() => stage.page.locator('.slot').count()).toBe(5);
    expect(await stage.page.locator('.slot-name').allTextContents()).toEqual(Array(5).fill('阿尔山黑木耳'));
  });
});

describe('one product', () => {
  it('[SCR-32] names supplier, certificate, marks, people, dates and lot, and draws the public proof', async () => {
    const slots = sampleShelf(3);
    slots[0]!.product!.proofUrl = 'https://gongshi.example.cn/p/NM-2020-00001';
    stage.source.show({ slots });
    await tap('slot-1');
    const said = (await stage.page.locator('dialog').textContent()) ?? '';
    const parts = [
      '农民专业合作社',
      'NM-2020-00001',
      '2027-06-30',
      '绿色食品',
      '1,286',
      '保底收购',
      '2026-10-01',
      'L20261001',
    ];
    for (const part of parts) expect(said).toContain(part);
    expect(await stage.page.getByTestId('proof-qr').getAttribute('data-text')).toBe(
      slots[0]!.product!.proofUrl,
    );
  });

  it('[SCR-32] says that no public address is set when there is none', async () => {
    await tap('slot-1');
    expect(await words('proof')).toContain('未设置公开查询地址');
    expect(await count('proof-qr')).toBe(0);
  });
});

describe('the basket', () => {
  it('[SCR-5] holds five, and each can be taken out', async () => {
    for (const slot of [1, 2, 3, 4, 5]) {
      await tap(`slot-${slot}`);
      await tap('add');
    }
    await tap('slot-6');
    expect(await stage.page.getByTestId('add').isDisabled()).toBe(true);
    await tap('product-close');
    await tap('cart-open');
    expect(await stage.page.locator('dialog .sum').textContent()).toContain('113.10');
    await tap('cart-remove-2');
    await expect.poll(() => stage.page.locator('dialog .sum').textContent()).toContain('73.20');
    await tap('cart-page-pay');
    await vi.waitFor(() => expect(stage.source.touches).toEqual(['order 1,3,4,5 test']));
  });
});

describe('how to pay', () => {
  it('[SCR-39] every method is there; what cannot be used says why and takes no touch', async () => {
    stage.source.show({
      methods: ['alipay', 'cash'],
      methodOutages: [{ method: 'wechat', why: 'gateway' }],
    });
    await tap('slot-1');
    await tap('buy');
    expect(await words('outage-wechat')).toContain('支付平台没有回应');
    expect(await stage.page.getByTestId('outage-wechat').isDisabled()).toBe(true);
    await tap('method-cash');
    await vi.waitFor(() => expect(stage.source.touches).toEqual(['order 1 cash']));
  });

  it('[SCR-39] a single method beside an outage is asked for, not taken silently', async () => {
    stage.source.show({ methods: ['cash'], methodOutages: [{ method: 'wechat', why: 'no-network' }] });
    await tap('slot-1');
    await tap('buy');
    await seen('method-cash');
    expect(stage.source.touches).toEqual([]);
  });

  it.each(['wechat', 'alipay'] as const)(
    '[SCR-40] %s: loading, then the code, time left, a way out',
    async (method) => {
      showSale({ method });
      await seen('qr-loading');
      showSale({ method, qr: 'weixin://wxpay/bizpayurl?pr=abc' });
      await seen('qr');
      expect(await stage.page.getByTestId('qr').getAttribute('data-text')).toBe(
        'weixin://wxpay/bizpayurl?pr=abc',
      );
      expect(await words('paying')).toContain('12.80');
      expect(await words('countdown')).toMatch(/[12]:\d\d/);
      expect(await count('pay-test')).toBe(0);
      await tap('cancel-pay');
      await vi.waitFor(() => expect(stage.source.touches).toEqual(['cancel']));
    },
  );

  it('[SCR-40] cash: what is in, what is missing, whether money is taken now, what a way out gives back', async () => {
    const cash = (insertedFen: number, accepting: boolean) =>
      showSale({ method: 'cash', cash: { insertedFen, accepting } });
    cash(0, false);
    await seen('cash-state');
    expect(await words('cash-state')).toContain('请先不要投币');
    cash(0, true);
    await expect.poll(() => words('cash-state')).toContain('现在可以投入');
    expect(await words('cash-missing')).toContain('12.80');
    expect(await words('cancel-pay')).toBe('取消订单');
    cash(500, true);
    await expect.poll(() => words('cash-missing')).toContain('7.80');
    expect(await words('cancel-pay')).toContain('5.00');
    expect(await words('paying')).toContain('退币口找零');
    cash(2000, false);
    await expect.poll(() => words('cash-missing')).toContain('7.20');
    expect(await words('cash-state')).toContain('金额已足');
  });
});

describe('handing out', () => {
  it('shows each item and where it stands', async () => {
    showSale({ phase: 'dispensing', items: items(delivered, { phase: 'dispensing' }, {}) });
    await seen('progress');
    const phases = await stage.page
      .locator('.lines li')
      .evaluateAll((all) => all.map((each) => each.dataset['phase']));
    expect(phases).toEqual(['delivered', 'dispensing', 'waiting']);
    expect(await words('progress')).toContain('第 2 件，共 3 件');
  });

  it('[SCR-41] a cabinet says what to do with its door, and which goods were paid for', async () => {
    stage.source.show({ machine: 'cabinet' });
    const said: Record<string, string> = {
      unlocking: '开锁声',
      open: '请只取下面已付款的商品',
      weighing: '保持柜门关闭',
    };
    for (const [state, part] of Object.entries(said)) {
      showSale({ phase: 'dispensing', items: items({}, {}), cabinet: { state: state as 'open' } });
      await expect.poll(() => words('cabinet')).toContain(part);
      expect(await words('progress')).toContain('科尔沁牛肉');
    }
    showSale({ phase: 'finished', items: items(delivered) });
    await seen('thanks');
    expect(await words('thanks')).toContain('确认柜门关好');
  });
});

describe('the end of a sale', () => {
  it('thanks say whom it helps, the change, and draw the receipt', async () => {
    const receiptUrl = 'https://gongshi.example.cn/r/o0123456789abcdef01234567';
    const money = { totalFen: 1280, paidFen: 2000, deliveredFen: 1280, refundedFen: 720, changeFen: 720 };
    showSale({ phase: 'finished', method: 'cash', ...money, receiptUrl, items: items(delivered) });
    await seen('thanks');
    expect(await words('change')).toContain('7.20');
    expect(await words('thanks')).toContain('1,286');
    expect(await stage.page.getByTestId('receipt-qr').getAttribute('data-text')).toBe(receiptUrl);
    showSale({ phase: 'finished', ...money, items: items(delivered) });
    await expect.poll(() => words('receipt')).toContain('未设置公开查询地址');
  });

  it.each([
    ['wechat', '微信账户'],
    ['alipay', '支付宝账户'],
    ['cash', '退币口'],
  ] as const)(
    '[SCR-42] a refund by %s says to the fen what goes back, item by item, and where',
    async (method, where) => {
      const money = { totalFen: 5270, paidFen: 6000, deliveredFen: 1280, refundedFen: 4720, changeFen: 730 };
      showSale({
        phase: 'finished',
        method,
        ...money,
        items: items(delivered, { phase: 'refunded', outcome: 'not-delivered' }),
      });
      await seen('refund');
      expect(await words('item-2')).toContain('退还 39.90 元');
      const settlement = await words('settlement');
      for (const part of ['60.00', '12.80', '7.30', '39.90']) expect(settlement).toContain(part);
      expect(await words('where')).toContain(where);
      expect(await words('refund')).toContain('0471-12317');
      expect(await words('order-number')).toContain('o0123 4567');
    },
  );

  it('[SCR-42] says when the refund is not confirmed, and when the platform itself gives the money back', async () => {
    const items = [sampleItem({ phase: 'refund-due' })];
    showSale({ phase: 'refund-pending', paidFen: 1280, items });
    await seen('refund');
    expect(await words('refund')).toContain('退款有待确认');
    showSale({ phase: 'finished', paidFen: 1280, refundedFen: 1280, returnedByHub: true, items });
    await expect.poll(() => words('where')).toContain('由平台原路退回');
  });
});

describe('this counter', () => {
  it('[SCR-43] operator, licence and phone stand on every page, list version and date one touch away', async () => {
    expect(await stage.page.locator('.footer').textContent()).toMatch(/蒙惠.*JY11501020000001.*0471-12317/);
    await tap('info-open');
    expect(await words('info')).toContain('第 7 版，2026-11-22 签发，1,024 种产品');
    await tap('info-close');
    stage.source.show({ outOfService: 'too-warm' });
    await seen('out-of-service');
    await tap('info-open');
    expect(await words('info')).toContain('JY11501020000001');
  });

  it('says for every reason why it is out of service', async () => {
    const reasons: OutOfService[] = [
      'no-lists',
      'journal-not-writable',
      'journal-fork',
      'storage-nearly-full',
      'too-warm',
      'cabinet-blocked',
      'in-service',
      'starting',
    ];
    const said = new Set<string>();
    for (const outOfService of reasons) {
      stage.source.show({ outOfService });
      const page = stage.page.locator(`[data-testid=out-of-service][data-reason=${outOfService}]`);
      await page.waitFor();
      said.add((await page.textContent()) ?? '');
    }
    expect(said.size).toBe(reasons.length);
  });

  it('keeps the way back in sight on a low screen', async () => {
    await stage.open(landscape);
    showSale({
      phase: 'finished',
      paidFen: 7720,
      items: items({ phase: 'refunded' }, { phase: 'refunded' }, delivered),
    });
    await seen('refund');
    const box = (await stage.page.getByTestId('dismiss').boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(landscape.height);
  });
});
