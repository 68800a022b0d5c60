// What anybody may look up without signing in: products, suppliers, counters, notices, receipts, complaints.
import { createHash } from 'node:crypto';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Receipts } from '../../receipts/open-receipts.ts';
import type { CatalogExport } from '../../releases/export.ts';
import { affects, type Sanction } from '../../sanctions/sanction-lists.ts';
import type { Sanctions } from '../../sanctions/sanctions.ts';
import type { PublicSupervision } from '../../supervision/supervision.ts';
import type { LogContent } from '../../transparency/log-content.ts';
import type { CatalogIndex } from '../live/catalog-index.ts';
import { addLogFiles } from '../log-files.ts';
import { addComplaintPages } from './complaint-pages.ts';
import { escaped, htmlPage, linkTo, listOf, notice, publicPage, type View, words } from './html.ts';
import { logPage } from './log-page.ts';
import { productLink, productPage, sanctionsOn, supplierPage } from './product-page.ts';
import { isOrder, viewOf } from './reader.ts';
import { receiptPage } from './receipt-page.ts';
import { counterPage, exposurePage, exposuresPage, pager, withdrawalsPage } from './supervision-pages.ts';

export interface PublicPageParts {
  fleet: Pick<Fleet, 'registry'>;
  ledger: Pick<Ledger, 'order' | 'orderLines'>;
  sanctions: Pick<Sanctions, 'active'>;
  catalog: Pick<CatalogIndex, 'get' | 'find'>;
  open: PublicSupervision;
  catalogExport: CatalogExport;
  logContent: LogContent;
  receipts: Receipts;
  /** Percent of a counter's judged sales since a year that were certified; null when none was judged. */
  certifiedShare(counter: string): Promise<number | null>;
  /** Requests a minute and address. Default 120. */
  asksMax?: number;
  /** Complaints in ten minutes and address. Default 10: many people share one address of a mobile network. */
  complaintsMax?: number;
}

const pageSize = 20;
/** TLOG-11: of a counter's journal key, as a saved receipt shows it. */
const fingerprint = (key: string) => createHash('sha256').update(key, 'base64').digest('hex');
const one = (value: unknown, max = 100): string =>
  typeof value === 'string' ? value.slice(0, max).trim() : '';
const pageNumber = (value: unknown): number =>
  Math.min(100_000, Math.max(1, Number.parseInt(one(value), 10) || 1));

const missing = (view: View, zh: string, en: string, moreZh: string, moreEn: string): string => {
  const title = words(view)(zh, en);
  return publicPage(view, title, `<h1>${title}</h1>${notice(moreZh, moreEn, false, 'unknown')}`);
};

const tooMany = htmlPage(
  '请稍后再试',
  `<h1>请稍后再试</h1>${notice('访问过于频繁，请一分钟后再试。', 'Too many requests: try again in a minute.', false, 'too-many')}`,
);

/** PUB-3: nobody asks too often. */
export const asking = (limit: number, windowMs: number): RequestHandler =>
  rateLimit({
    windowMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (_request, response) => void response.status(429).type('html').send(tooMany),
  });

/** PUB-4: kept for half a minute by whoever stands between; Express adds the ETag and answers 304. */
const asHtml = (_request: Request, response: Response, next: NextFunction) => {
  response.set('cache-control', 'public, max-age=30').type('html');
  next();
};

/** Where the public pages lie; the console lies under /console. */
export function addPublicPages(app: Express, parts: PublicPageParts): void {
  const {
    fleet,
    ledger,
    sanctions,
    catalog,
    open,
    catalogExport,
    asksMax = 120,
    complaintsMax = 10,
    logContent,
    receipts,
  } = parts;
  const limit = asking(asksMax, 60_000);
  const today = () => dayOf(open.nowMs());
  const nameOf = (entry: string) => catalog.get(entry)?.name ?? entry;

  const page = (
    path: string,
    answer: (view: View, request: Request, response: Response) => Promise<string> | string,
  ) =>
    app.get(path, limit, asHtml, async (request, response) => {
      response.send(await answer(viewOf(request), request, response));
    });

  page('/public', (view, { query }) => homePage(view, one(query['q'])));
  page('/p/:entry', async (view, { params }, response) => {
    const entry = catalog.get(String(params['entry']));
    if (entry) return productPage(view, entry, sanctionsOn(entry, await sanctions.active()), today());
    return unknownProduct(view, response);
  });
  page('/public/certificate/:number', async (view, { params }, response) => {
    const entry = byCertificate(String(params['number']));
    if (entry) return productPage(view, entry, sanctionsOn(entry, await sanctions.active()), today());
    return unknownProduct(view, response);
  });
  page('/public/supplier/:code', async (view, { params }, response) => {
    const creditCode = String(params['code']);
    const active = await sanctions.active();
    const entries = entriesOf(creditCode);
    const black = active.find(({ kind, target }) => kind === 'supplier' && target === creditCode);
    const name = entries[0]?.supplier.name ?? black?.targetName;
    if (name !== undefined) return supplierPage(view, { name, creditCode, entries }, active);
    response.status(404);
    return missing(
      view,
      '查无此单位',
      'No such supplier',
      '没有该单位的认定产品。',
      'There is no certified product of this supplier.',
    );
  });
  page('/public/counter/:counter', async (view, { params }, response) => {
    const counter = fleet.registry.get(String(params['counter']));
    if (!counter) {
      response.status(404);
      return missing(
        view,
        '查无此专柜',
        'No such counter',
        '没有这个编号的专柜。',
        'No counter has this number.',
      );
    }
    const share = await parts.certifiedShare(counter.id);
    const key = fleet.registry.journalKey(counter.id);
    const suspension = suspensionOf(counter, await sanctions.active());
    return counterPage(view, counter, suspension, share, key === undefined ? undefined : fingerprint(key));
  });
  page('/catalog', (view, { query }) => catalogPage(view, one(query['q']), pageNumber(query['page'])));
  app.get('/catalog.csv', limit, async (_request, response) => {
    const { bytes, contentType } = await catalogExport.file('csv');
    response
      .set('cache-control', 'public, max-age=300')
      .type(contentType)
      .set('content-disposition', 'attachment; filename="catalog.csv"')
      .send(Buffer.from(bytes));
  });
  page('/public/withdrawals', async (view, { query }) => {
    const isReleased = query['state'] === 'released';
    const number = pageNumber(query['page']);
    const { rows, total } = await open.sanctions({
      active: !isReleased,
      limit: pageSize,
      offset: (number - 1) * pageSize,
    });
    const shown = rows.map((row) => ({ ...row, shownName: sanctionName(row) }));
    const path = isReleased ? '/public/withdrawals?state=released' : '/public/withdrawals';
    return withdrawalsPage(view, shown, pager(view, path, number, pagesOf(total)), isReleased);
  });
  page('/public/exposures', async (view) => exposuresPage(view, await open.exposures(200)));
  page('/public/exposures/:id', async (view, { params }, response) => {
    const found = await open.exposure(String(params['id']));
    if (found) return exposurePage(view, found.exposure, found.texts);
    response.status(404);
    return missing(view, '查无此通报', 'No such notice', '没有这份通报。', 'There is no such notice.');
  });
  page('/r/:counter/:order', async (view, { params }, response) => {
    const [counter, order] = [String(params['counter']), String(params['order'])];
    const known = fleet.registry.get(counter);
    const record = known && isOrder(order) ? await ledger.order(counter, order) : undefined;
    if (!known || !record) {
      response.status(404);
      return unknownOrder(view);
    }
    const lines = await ledger.orderLines(counter, order);
    return receiptPage(view, { counter, order: record, place: known.name, lines, nameOf });
  });
  app.get('/r/:counter/:order/proof', limit, async (request, response) => {
    const [counter, order] = [String(request.params['counter']), String(request.params['order'])];
    const view = viewOf(request);
    const isKnown = fleet.registry.get(counter) !== undefined && isOrder(order);
    const file = isKnown ? await receipts.file(counter, order, view.lang) : undefined;
    // Its script runs from the saved file; on this site the pages' policy forbids it.
    if (file !== undefined) response.attachment(`receipt-${order}.html`);
    response.status(file === undefined ? 404 : 200).set('cache-control', 'public, max-age=30');
    response.type('html').send(file ?? unknownOrder(view));
  });
  page('/log', async (view) => {
    const head = await logContent.heads();
    return head ? logPage(view, head, logContent.keyOf(head.origin)) : unknownOrder(view);
  });
  addLogFiles(app, { logContent, limit });
  addComplaintPages(app, { ...parts, limit, sending: asking(complaintsMax, 600_000), unknownOrder });

  function entriesOf(creditCode: string): Entry[] {
    const { entries } = catalog.find(creditCode, 0, 1000);
    return entries.filter(({ supplier }) => supplier.creditCode === creditCode);
  }
  function byCertificate(number: string): Entry | undefined {
    const entry = catalog.get(number);
    if (entry) return entry;
    return catalog.find(number, 0, 100).entries.find(({ certificate }) => certificate.number === number);
  }
  const suspensionOf = (
    counter: { id: string; league: string; banner: string; operatingCompany: string },
    active: readonly Sanction[],
  ) =>
    active.find((sanction) => ['channel', 'company'].includes(sanction.kind) && affects(sanction, counter));
  const sanctionName = (sanction: Sanction) =>
    sanction.kind === 'channel'
      ? (fleet.registry.get(sanction.target)?.name ?? sanction.target)
      : sanction.targetName;

  function homePage(view: View, text: string): string {
    const t = words(view);
    const title = t('消费扶贫专柜查询', 'Look up');
    const lang = view.lang === 'en' ? '<input type="hidden" name="lang" value="en">' : '';
    const form = `<form method="get" action="/public">${lang}<label for="q">${t('产品、证书编号、生产单位、专柜编号或投诉编号', 'Product, certificate number, supplier, counter number or complaint code')}</label><input id="q" name="q" value="${escaped(text)}" maxlength="100"><button>${t('查询', 'Search')}</button></form>`;
    return publicPage(view, title, `<h1>${title}</h1>${form}${text === '' ? '' : found(view, text)}`);
  }

  function found(view: View, text: string): string {
    const t = words(view);
    const counter = fleet.registry.get(text.toLowerCase());
    const { entries, total } = catalog.find(text, 0, pageSize);
    const links = [
      ...(counter
        ? [`<a href="${linkTo(view, `/public/counter/${counter.id}`)}">${escaped(counter.name)}</a>`]
        : []),
      ...(/^[2-9A-Z]{16}$/i.test(text)
        ? [
            `<a href="${linkTo(view, `/public/complaints/${encodeURIComponent(text.toUpperCase())}`)}">${t('投诉进度', 'Complaint')} ${escaped(text)}</a>`,
          ]
        : []),
      ...supplierLinks(view, entries, text),
      ...entries.map((entry) => productLink(view, entry)),
    ];
    if (links.length === 0) return notice('没有查到。', 'Nothing was found.', false, 'none');
    const more =
      total > entries.length
        ? `<p>${t('更多结果见产品目录', 'More in the catalog')}: <a href="${linkTo(view, `/catalog?q=${encodeURIComponent(text)}`)}">${total}</a></p>`
        : '';
    return listOf(links) + more;
  }

  /** Suppliers of what was found, when it is about them. */
  function supplierLinks(view: View, entries: readonly Entry[], text: string): string[] {
    const own = new Map(entries.map(({ supplier }) => [supplier.creditCode, supplier.name]));
    return [...own]
      .filter(([creditCode, name]) => creditCode === text.toUpperCase() || name.includes(text))
      .map(([code, name]) => `<a href="${linkTo(view, `/public/supplier/${code}`)}">${escaped(name)}</a>`);
  }

  function catalogPage(view: View, text: string, number: number): string {
    const t = words(view);
    const title = t('认定产品目录', 'Certified catalog');
    const { entries, total } = catalog.find(text, (number - 1) * pageSize, pageSize);
    const path = text === '' ? '/catalog' : `/catalog?q=${encodeURIComponent(text)}`;
    const lang = view.lang === 'en' ? '<input type="hidden" name="lang" value="en">' : '';
    const form = `<form method="get" action="/catalog">${lang}<label for="q">${t('名称、品牌、条码、产地', 'Name, brand, barcode, origin')}</label><input id="q" name="q" value="${escaped(text)}" maxlength="100"><button>${t('查询', 'Search')}</button></form>`;
    const count = `<p>${t(`共 ${total} 个产品`, `${total} products`)} · <a href="/catalog.csv" data-testid="download">${t('下载全部（CSV）', 'Download all (CSV)')}</a></p>`;
    const list =
      entries.length > 0
        ? listOf(entries.map((entry) => productLink(view, entry)))
        : notice('没有查到。', 'Nothing was found.', false, 'none');
    return publicPage(
      view,
      title,
      `<h1>${title}</h1>${form}${count}${list}${pager(view, path, number, pagesOf(total))}`,
    );
  }
}

const pagesOf = (total: number) => Math.max(1, Math.ceil(total / pageSize));

function unknownProduct(view: View, response: Response): string {
  response.status(404);
  return missing(
    view,
    '查无此产品',
    'No such product',
    '认定产品目录里没有这个编号。',
    'The certified catalog has no such number.',
  );
}
/** The link from a counter to the hub may be away: the journal keeps the sale, the receipt follows. */
const unknownOrder = (view: View): string =>
  missing(
    view,
    '暂无此凭证',
    'No such receipt yet',
    '专柜的销售记录尚未送达，或订单号有误。联网后即可查询，请稍后再试。',
    'The counter’s record has not arrived yet, or the number is wrong. Try again later.',
  );
