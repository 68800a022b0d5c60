// What the QR codes on a counter's screen open: the proof of a product, and the receipt of an order. No sign-in.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Express, NextFunction, Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { OrderRecord } from '../../ledger/order-record.ts';
import type { Sanctions } from '../../sanctions/sanctions.ts';
import type { CatalogIndex } from '../live/catalog-index.ts';
import { escaped, type Fact, factList, htmlPage, notice } from './html.ts';

export interface PublicPageParts {
  fleet: Pick<Fleet, 'registry'>;
  ledger: Pick<Ledger, 'order'>;
  sanctions: Pick<Sanctions, 'active'>;
  catalog: Pick<CatalogIndex, 'get'>;
  /** Requests a minute and address. Default 120. */
  asksMax?: number;
}

const yuan = (fen: number) => `${(fen / 100).toFixed(2)} 元`;
/** Beijing time, to the minute. */
const timeOf = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

const marks: Record<Entry['marks'][number], string> = {
  'green-food': '绿色食品',
  organic: '有机产品',
  'geographical-indication': '地理标志',
};

function productFacts(entry: Entry): Fact[] {
  const { certificate, helps, supplier, origin } = entry;
  const facts: Fact[] = [
    ['认定证书', 'Certificate', certificate.number],
    ['有效期', 'Valid', `${certificate.validFrom} – ${certificate.validUntil}`],
    ['生产单位', 'Supplier', `${supplier.name}（${supplier.creditCode}）`],
    ['产地', 'Origin', origin.name],
    ['带贫机制', 'How it helps', helps.how],
    ['带动人数', 'People it helps', String(helps.people)],
    ['规格', 'Package', `${entry.brand} ${entry.specification}`],
    ['参考价', 'Price band', `${yuan(entry.priceBand.minFen)} – ${yuan(entry.priceBand.maxFen)}`],
  ];
  const names = entry.marks.map((mark) => marks[mark]).join('、');
  return names === '' ? facts : [...facts, ['质量标志', 'Quality marks', names]];
}

/** PUB-1: what is certified says so; what is under sanction says that first. */
export function productPage(entry: Entry, isWithdrawn: boolean): string {
  const state = isWithdrawn
    ? notice('该产品已停止销售。', 'This product may not be sold any more.', false, 'withdrawn')
    : notice('在认定产品目录内。', 'In the certified catalog.', true, 'certified');
  return htmlPage(entry.name, `<h1>${escaped(entry.name)}</h1>${state}${factList(productFacts(entry))}`);
}

const itemStates: Record<OrderRecord['items'][number]['state'], string> = {
  open: '',
  delivered: '已交付 <span class="en">delivered</span>',
  'refund-due': '正在退款 <span class="en">refund under way</span>',
  refunded: '未交付，已退款 <span class="en">refunded</span>',
};

/** As the counter's screen writes it, so that the two can be compared. */
const spoken = (order: string): string => `${order.slice(-8, -4)} ${order.slice(-4)}`.toUpperCase();

function receiptFacts(order: OrderRecord, place: string): Fact[] {
  const facts: Fact[] = [
    ['专柜', 'Counter', place],
    ['订单编号', 'Order number', spoken(order.order)],
    ['完整编号', 'In full', order.order],
    ['时间', 'Time', order.atMs === null ? '–' : timeOf(order.atMs)],
    ['实付', 'Paid', yuan(order.paidFen)],
    ['已交付', 'Delivered', yuan(order.deliveredFen)],
    ['已退款', 'Refunded', yuan(order.refundedFen)],
  ];
  const pendingFen = order.paidFen - order.deliveredFen - order.refundedFen;
  return pendingFen > 0 ? [...facts, ['处理中', 'Being settled', yuan(pendingFen)]] : facts;
}

/** PUB-2: paid = delivered + refunded + what is being settled, as the counter's signed journal says. */
export function receiptPage(order: OrderRecord, place: string, catalog: PublicPageParts['catalog']): string {
  const items = order.items.map(({ entry, state }) => {
    const name = catalog.get(entry)?.name ?? entry;
    return `<li><a href="/p/${encodeURIComponent(entry)}">${escaped(name)}</a> ${itemStates[state]}</li>`;
  });
  const goods =
    items.length > 0 ? `<h2>商品 <span class="en">Goods</span></h2><ul>${items.join('')}</ul>` : '';
  const body = `<h1>购买凭证</h1><p class="en">Receipt</p>${factList(receiptFacts(order, place))}${goods}`;
  return htmlPage('购买凭证', body);
}

const unknownProduct = htmlPage(
  '查无此产品',
  `<h1>查无此产品</h1>${notice('认定产品目录里没有这个编号。', 'The certified catalog has no such number.', false, 'unknown')}`,
);
/** The link from a counter to the hub may be away: the journal keeps the sale, the receipt follows. */
const unknownOrder = htmlPage(
  '暂无此凭证',
  `<h1>暂无此凭证</h1>${notice('专柜的销售记录尚未送达，或订单号有误。联网后即可查询，请稍后再试。', 'The counter’s record has not arrived yet, or the number is wrong. Try again later.', false, 'unknown')}`,
);

/** PUB-3: anybody may ask, nobody too often; nothing here names a person. */
export function addPublicPages(app: Express, parts: PublicPageParts): void {
  const { fleet, ledger, sanctions, catalog, asksMax = 120 } = parts;
  const limit = rateLimit({
    windowMs: 60_000,
    limit: asksMax,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
  });
  const asHtml = (_request: Request, response: Response, next: NextFunction) => {
    response.set('cache-control', 'public, max-age=30').type('html');
    next();
  };

  async function isWithdrawn(entry: Entry): Promise<boolean> {
    return (await sanctions.active()).some(
      ({ kind, target }) =>
        (kind === 'product' && target === entry.id) ||
        (kind === 'supplier' && target === entry.supplier.creditCode),
    );
  }

  app.get('/p/:entry', limit, asHtml, async ({ params }, response) => {
    const entry = catalog.get(String(params['entry']));
    if (!entry) return void response.status(404).send(unknownProduct);
    response.send(productPage(entry, await isWithdrawn(entry)));
  });
  app.get('/r/:counter/:order', limit, asHtml, async ({ params }, response) => {
    const [counter, order] = [String(params['counter']), String(params['order'])];
    const known = fleet.registry.get(counter);
    const record = known && /^o[0-9a-f]{24}$/.test(order) ? await ledger.order(counter, order) : undefined;
    if (!known || !record) return void response.status(404).send(unknownOrder);
    response.send(receiptPage(record, known.name, catalog));
  });
}
