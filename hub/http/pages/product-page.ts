// pure
// A certified product and its supplier, as anybody may see them.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Sanction } from '../../sanctions/sanction-lists.ts';
import {
  escaped,
  type Fact,
  factList,
  linkTo,
  listOf,
  notice,
  publicPage,
  type View,
  words,
  yuan,
} from './html.ts';

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

/** Sanctions in force that stop the product, or lots of it. */
export const sanctionsOn = (entry: Entry, active: readonly Sanction[]): Sanction[] =>
  active.filter(
    ({ kind, target }) =>
      ((kind === 'product' || kind === 'lot') && target === entry.id) ||
      (kind === 'supplier' && target === entry.supplier.creditCode),
  );

const grounds = ({ reason, legalBasis }: Sanction) => (legalBasis ? `${reason}（${legalBasis}）` : reason);

function stateOf(entry: Entry, on: readonly Sanction[], today: string): string {
  const { validFrom, validUntil } = entry.certificate;
  const whole = on.filter(({ kind }) => kind !== 'lot');
  if (whole.length > 0)
    return notice('该产品已停止销售。', 'This product may not be sold any more.', false, 'withdrawn');
  if (today > validUntil) return notice('认定证书已过期。', 'The certificate has expired.', false, 'expired');
  if (today < validFrom)
    return notice('认定证书尚未生效。', 'The certificate is not valid yet.', false, 'not-yet');
  return notice('在认定产品目录内。', 'In the certified catalog.', true, 'certified');
}

/** PUB-1: what is certified says so; what is under sanction says that first, with the reason. */
export function productPage(view: View, entry: Entry, on: readonly Sanction[], today: string): string {
  const t = words(view);
  const reasons = on.map((one) => {
    const lots = one.lots.length > 0 ? `${t('批次', 'Lots')} ${one.lots.join('、')}：` : '';
    return escaped(`${lots}${grounds(one)}`);
  });
  const why = reasons.length > 0 ? `<h2>${t('停售原因', 'Why')}</h2>${listOf(reasons)}` : '';
  const supplier = `<p><a href="${linkTo(view, `/public/supplier/${entry.supplier.creditCode}`)}">${t('该生产单位的全部产品', 'All products of this supplier')}</a></p>`;
  const body = `<h1>${escaped(entry.name)}</h1>${stateOf(entry, on, today)}${why}${factList(productFacts(entry), view.lang)}${supplier}`;
  return publicPage(view, entry.name, body);
}

/** PUB-5: products of a supplier, and whether it is blacklisted. */
export function supplierPage(
  view: View,
  { name, creditCode, entries }: { name: string; creditCode: string; entries: readonly Entry[] },
  active: readonly Sanction[],
): string {
  const t = words(view);
  const black = active.find(({ kind, target }) => kind === 'supplier' && target === creditCode);
  const state = black
    ? `${notice('该单位已列入扶贫失信黑名单，其全部产品停止销售。', 'Blacklisted: none of its products may be sold.', false, 'blacklisted')}${listOf([escaped(grounds(black))])}`
    : notice(
        '有认定产品，未列入黑名单。',
        'It has certified products and is not blacklisted.',
        true,
        'in-order',
      );
  const facts = factList([['统一社会信用代码', 'Credit code', creditCode]], view.lang);
  const goods = listOf(entries.map((entry) => productLink(view, entry)));
  return publicPage(
    view,
    name,
    `<h1>${escaped(name)}</h1>${state}${facts}<h2>${t('产品', 'Products')}</h2>${goods}`,
  );
}

export const productLink = (view: View, entry: Entry): string =>
  `<a href="${linkTo(view, `/p/${encodeURIComponent(entry.id)}`)}">${escaped(entry.name)}</a><br><span class="en">${escaped(`${entry.certificate.number} · ${entry.supplier.name} · ${entry.origin.name}`)}</span>`;
