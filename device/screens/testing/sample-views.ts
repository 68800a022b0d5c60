// pure
// Views for tests of the screens: plausible goods of real banners, changed where a test needs it.
import type { Category } from '@zhuangui/protocol/catalog.ts';
import type { OperatorView, ProductView, SaleItemView, SaleView, ShopperView, SlotView } from '../views.ts';

type Goods = [name: string, specification: string, category: Category, origin: string, priceFen: number];

const goods: Goods[] = [
  ['敖汉小米', '500 g', 'grain', '敖汉旗', 1280],
  ['科尔沁牛肉', '真空装 250 g', 'meat', '科尔沁左翼后旗', 3990],
  ['锡林郭勒奶豆腐', '200 g', 'dairy', '正镶白旗', 2450],
  ['乌兰察布马铃薯', '网袋 1 kg', 'vegetable', '四子王旗', 690],
  ['鄂伦春蓝莓', '冷冻 300 g', 'fruit', '鄂伦春自治旗', 2900],
  ['阿尔山黑木耳', '盒装 150 g', 'fungus', '阿尔山市', 3580],
  ['武川亚麻籽油', '瓶装 500 ml', 'oil', '武川县', 4200],
  ['呼伦贝尔牛肉干', '袋装 100 g', 'snack', '莫力达瓦达斡尔族自治旗', 2680],
  ['沙棘汁', '瓶装 300 ml', 'drink', '库伦旗', 800],
  ['韭花酱', '瓶装 180 g', 'condiment', '苏尼特右旗', 990],
  ['锁阳切片', '罐装 80 g', 'herb', '察哈尔右翼后旗', 5600],
  ['手工蜂蜡皂', '盒装 100 g', 'other', '突泉县', 1550],
];

export function sampleProduct(changes: Partial<ProductView> = {}): ProductView {
  return {
    entry: 'NM-2020-00001',
    name: '敖汉小米',
    brand: '八千粟',
    specification: '500 g',
    category: 'grain',
    proofUrl: null,
    supplier: '敖汉旗惠隆杂粮种植农民专业合作社',
    origin: '赤峰市敖汉旗',
    helps: { how: '订单种植、保底收购，脱贫户入社分红', people: 1286 },
    certificate: { number: 'NM-2020-00001', validUntil: '2027-06-30' },
    marks: ['green-food', 'geographical-indication'],
    ...changes,
  };
}

export function sampleSlot(changes: Partial<SlotView> = {}): SlotView {
  return {
    slot: 1,
    product: sampleProduct(),
    entry: 'NM-2020-00001',
    lot: 'L20261001',
    madeOn: '2026-10-01',
    bestBefore: '2027-09-30',
    priceFen: 1280,
    count: 6,
    capacity: 8,
    forSale: true,
    reasons: [],
    ...changes,
  };
}

/** A shelf of `count` slots that goes through all categories. */
export function sampleShelf(count: number): SlotView[] {
  return Array.from({ length: count }, (_, index) => {
    const [name, specification, category, origin, priceFen] = goods[index % goods.length]!;
    const entry = `NM-2020-${String(index + 1).padStart(5, '0')}`;
    const product = sampleProduct({ entry, name, specification, category, origin });
    product.certificate = { number: entry, validUntil: '2027-06-30' };
    product.supplier = `${origin}${name}农民专业合作社`;
    return sampleSlot({ slot: index + 1, entry, priceFen, product });
  });
}

export function sampleItem(changes: Partial<SaleItemView> = {}): SaleItemView {
  return { item: 1, slot: 1, name: '敖汉小米', priceFen: 1280, phase: 'waiting', ...changes };
}

export function sampleSale(changes: Partial<SaleView> = {}): SaleView {
  return {
    order: 'o0123456789abcdef01234567',
    phase: 'paying',
    method: 'test',
    totalFen: 1280,
    paidFen: 0,
    deliveredFen: 0,
    refundedFen: 0,
    changeFen: 0,
    receiptUrl: null,
    items: [sampleItem()],
    payWithinMs: 120_000,
    ...changes,
  };
}

export function sampleView(changes: Partial<ShopperView> = {}): ShopperView {
  return {
    counter: {
      id: 'nm-150102-0001',
      name: '新城区政务服务中心 1 号柜',
      place: '呼和浩特市新城区',
      operatedBy: '内蒙古蒙惠消费扶贫运营有限公司',
      complaintPhone: '0471-12317',
      licence: 'JY11501020000001',
    },
    freshness: 'green',
    lists: { catalogVersion: 7, entryCount: 1024, signedAt: Date.UTC(2026, 10, 22, 1) },
    outOfService: null,
    slots: sampleShelf(12),
    sale: null,
    methods: ['test'],
    methodOutages: [],
    machine: 'spiral',
    screen: { idleMs: 60_000, voice: false },
    demo: true,
    ...changes,
  };
}

export function sampleOperatorView(changes: Partial<OperatorView> = {}): OperatorView {
  const { counter, freshness, outOfService, slots } = sampleView();
  const signedAt = Date.UTC(2026, 10, 22, 1);
  return {
    counter,
    agentVersion: '0.1.0',
    freshness,
    outOfService,
    lists: {
      versions: { root: 1, catalog: 7, withdrawals: 3, channels: 2, snapshot: 12 },
      signedAt,
      amberAt: signedAt + 24 * 3_600_000,
      redAt: signedAt + 72 * 3_600_000,
      entryCount: 1024,
      missingChunks: 0,
      lastRefusal: null,
    },
    journal: { id: 'j0123456789abcdef', seq: 412, hash: 'a1b2c3d4'.repeat(8), writable: true },
    link: { connected: true, position: 410, unsent: 2, since: signedAt + 3_600_000, lastError: null },
    board: {
      online: true,
      port: 'ttyS1',
      framesIn: 90_210,
      bytesDiscarded: 3,
      resends: 1,
      duplicates: 2,
      portReopens: 0,
      temperatureC: 6,
      doorOpen: false,
    },
    slots,
    tickets: [
      { at: signedAt + 7_200_000, code: 'outcome-unknown', detail: '第 3 货道出货结果无法确认', slot: 3 },
    ],
    refusals: [{ at: signedAt + 7_300_000, point: 'pay', slot: 5, reasons: ['lot-withdrawn'] }],
    ...changes,
  };
}
