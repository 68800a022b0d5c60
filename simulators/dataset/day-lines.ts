// What one counter writes on one day, by chance from a seed: whole sales, a few without goods, a few refusals.

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { startOfDay } from '@zhuangui/protocol/days.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface TimedLine {
  at: number;
  body: LineBody;
}

const methods = ['wechat', 'wechat', 'wechat', 'alipay', 'alipay', 'cash'] as const;
/** Slots of a counter; its entries are a stretch of the catalog. */
const slots = 60;

export interface CounterPlan {
  /** Number of the counter, from 0. */
  index: number;
  entries: readonly Entry[];
  versions: ListVersions;
}

function saleLines(plan: CounterPlan, order: string, at: number, random: () => number): LineBody[] {
  const slot = 1 + Math.floor(random() * slots);
  const entry = plan.entries[(plan.index * 37 + slot * 11) % plan.entries.length]!;
  const { minFen, maxFen } = entry.priceBand;
  const priceFen = minFen + Math.floor((maxFen - minFen) * random());
  const method = methods[Math.floor(random() * methods.length)]!;
  const lot = '20260901-A';
  const item = { item: 1, slot, entry: entry.id, lot, priceFen };
  const permit = {
    ...{ entry: entry.id, lot, certificate: entry.certificate.number, freshness: 'green' as const },
    ...{ catalogVersion: plan.versions.catalog, withdrawalsVersion: plan.versions.withdrawals },
    ...{ channelsVersion: plan.versions.channels, priceBand: entry.priceBand, lists: '0'.repeat(64) },
  };
  const begun: LineBody[] = [
    { kind: 'order', order, items: [{ ...item, permit }], totalFen: priceFen, method },
    { kind: 'paid', order, method, amountFen: priceFen, transaction: `t${at}` },
    { kind: 'dispensing', order, ...item, permit },
  ];
  if (random() > 0.015)
    return [
      ...begun,
      { kind: 'outcome', order, ...item, method, outcome: 'delivered', detail: 'dispensed' },
      { kind: 'closed', order, paidFen: priceFen, deliveredFen: priceFen, refundedFen: 0 },
    ];
  const refund = { refund: `r${order.slice(1)}-1`, order, item: 1, amountFen: priceFen, method };
  return [
    ...begun,
    { kind: 'outcome', order, ...item, method, outcome: 'not-delivered', detail: 'no drop' },
    { kind: 'refund', ...refund, reason: 'not delivered', state: 'done' },
    { kind: 'closed', order, paidFen: priceFen, deliveredFen: 0, refundedFen: priceFen },
  ];
}

/** `sales` sales between eight in the morning and nine in the evening, in order of time. */
export function dayLines(plan: CounterPlan, day: string, sales: number, random: () => number): TimedLine[] {
  const openMs = startOfDay(day) + 8 * 3_600_000;
  const stepMs = (13 * 3_600_000) / Math.max(1, sales);
  const lines: TimedLine[] = [];
  for (let n = 0; n < sales; n += 1) {
    const at = Math.floor(openMs + (n + random()) * stepMs);
    const order = `o${plan.index.toString(16).padStart(8, '0')}${at.toString(16).padStart(16, '0')}`;
    for (const body of saleLines(plan, order, at, random)) lines.push({ at, body });
    if (random() < 0.01)
      lines.push({
        at,
        body: {
          kind: 'refused',
          point: 'load',
          slot: 1,
          entry: 'X-0',
          reasons: ['not-certified'],
          lists: plan.versions,
        },
      });
  }
  return lines;
}
