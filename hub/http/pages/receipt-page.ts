// pure
// The receipt behind a QR code: the money, the goods, and what the counter's signed journal proves about them.
import { lineMessage, type Permit } from '@zhuangui/protocol/journal-lines.ts';
import type { OrderLines } from '../../ledger/order-lines.ts';
import type { OrderRecord } from '../../ledger/order-record.ts';
import { escaped, type Fact, factList, linkTo, publicPage, timeOf, type View, words, yuan } from './html.ts';

const itemStates: Record<OrderRecord['items'][number]['state'], [zh: string, en: string]> = {
  open: ['', ''],
  delivered: ['已交付', 'delivered'],
  'refund-due': ['正在退款', 'refund under way'],
  refunded: ['未交付，已退款', 'not delivered, refunded'],
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

interface Receipt {
  counter: string;
  order: OrderRecord;
  place: string;
  lines: OrderLines | undefined;
  nameOf(entry: string): string;
}

/** PUB-2: paid = delivered + refunded + what is being settled, as the counter's signed journal says. */
export function receiptPage(view: View, { counter, order, place, lines, nameOf }: Receipt): string {
  const t = words(view);
  const items = order.items.map(({ entry, state }) => {
    const link = `<a href="${linkTo(view, `/p/${encodeURIComponent(entry)}`)}">${escaped(nameOf(entry))}</a>`;
    const [zh, en] = itemStates[state];
    return `<li>${link} ${zh} <span class="en">${en}</span></li>`;
  });
  const goods =
    items.length > 0 ? `<h2>商品 <span class="en">Goods</span></h2><ul>${items.join('')}</ul>` : '';
  const path = `/r/${encodeURIComponent(counter)}/${order.order}/complaint`;
  const save = lines
    ? `<p><a href="${linkTo(view, `/r/${encodeURIComponent(counter)}/${order.order}/proof`)}" download data-testid="proof-file">${t('保存可离线核验的凭证', 'Save a receipt that checks itself offline')}</a></p>`
    : '';
  const complain = `<p><a href="${linkTo(view, path)}" data-testid="complain">${t('对这笔交易投诉', 'Complain about this sale')}</a></p>`;
  const title = t('购买凭证', 'Receipt');
  const body = `<h1>购买凭证</h1><p class="en">Receipt</p>${factList(receiptFacts(order, place), view.lang)}${goods}${save}${lines ? proof(view, lines) : ''}${complain}`;
  return publicPage(view, title, body);
}

/** Permits in order of their first line, one an item; read from the exact lines. */
function permitsOf(lines: OrderLines): Permit[] {
  return lines.lines.flatMap(({ text }) => {
    const parsed = lineMessage('dispensing').parse(new TextEncoder().encode(text));
    return parsed.ok ? [parsed.value.permit] : [];
  });
}

const freshness: Record<Permit['freshness'], string> = {
  green: '新 green',
  amber: '偏旧 amber',
  red: '过期 red',
};

const permitFacts = (permit: Permit): Fact[] => [
  ['证书', 'Certificate', permit.certificate],
  ['批次', 'Lot', permit.lot],
  ['目录版本', 'Catalog version', String(permit.catalogVersion)],
  ['清理名单版本', 'Withdrawals version', String(permit.withdrawalsVersion)],
  ['停售渠道版本', 'Suspensions version', String(permit.channelsVersion)],
  ['名单新鲜度', 'Freshness of the lists', freshness[permit.freshness]],
  [
    '认定价格区间',
    'Certified price band',
    `${yuan(permit.priceBand.minFen)} – ${yuan(permit.priceBand.maxFen)}`,
  ],
  ['名单摘要', 'Hash of the lists', permit.lists],
];

const kindOf = (text: string) => /"kind":"([a-z-]+)"/.exec(text)?.[1] ?? '';

/** PUB-6: the lines of the sale, exact, with their place in the chain, the permit, and what it proves in plain words. */
function proof(view: View, lines: OrderLines): string {
  const t = words(view);
  const permits = permitsOf(lines).map((permit) => factList(permitFacts(permit), view.lang));
  const rows = lines.lines.map(
    ({ seq, hash, text }) =>
      `<details><summary>${t('第', 'Line')} ${seq}${t(' 行', '')} · ${escaped(kindOf(text))}</summary><code>${escaped(text)}</code><br><code>SHA-256 ${escaped(hash)}</code></details>`,
  );
  const heads = lines.heads.map(
    ({ seq, hash, sig }) =>
      `<details><summary>${t('专柜对第', 'The counter signed up to line')} ${seq}${t(' 行的签名', '')}</summary><code>${escaped(hash)}</code><br><code>Ed25519 ${escaped(sig)}</code></details>`,
  );
  const plain = t(
    '专柜把每一步写入日志。每一行的摘要都包含前一行的摘要，专柜再对最新的摘要签名：事后改动、删除或插入任何一行，后面所有摘要都会不同。出货之前，专柜先写下许可：这件商品在哪一版认定目录里、凭哪张证书、当时的清理名单是哪一版、价格是否在认定区间内。因此无需相信平台，也能核对这件商品出柜时是认定产品。',
    'The counter writes every step into a journal. Each line’s hash contains that of the line before, and the counter signs the newest one: whoever changes, removes or adds a line later changes every hash after it. Before the motor turns, the counter writes its permit: the version of the certified catalog, the certificate, the version of the withdrawals and the price band it decided with. So anybody can check, without trusting this hub, that the goods were certified when they left.',
  );
  const ground =
    permits.length > 0
      ? `<h2>${t('出货许可', 'Permit')}</h2>${permits.join('')}`
      : `<p>${t('尚未出货，没有许可。', 'Nothing left the counter yet: there is no permit.')}</p>`;
  return `<section data-testid="proof">${ground}<h2>${t('日志', 'Journal')}</h2><p class="en">${escaped(lines.journal)}</p>${rows.join('')}${heads.join('')}<h2>${t('这证明什么', 'What this proves')}</h2><p>${plain}</p></section>`;
}
