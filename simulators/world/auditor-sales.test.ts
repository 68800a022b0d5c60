import { describe, expect, it } from 'vitest';
import {
  type Broken,
  delivered,
  found,
  givenBack,
  goodsOf,
  orderId,
  permitOf,
  published,
  ready,
  refundId,
  StoryCounter,
  until,
  walk,
  withdrawal,
  without,
} from './auditor-story.ts';

const hour = 3_600_000;
const lists = published();
const first = orderId('a');
const head1 = { order: first, totalFen: 1_000, method: 'wechat' as const };

const broken: Broken[] = [
  [
    'S1: a paid line without money',
    /^S1: .* says paid 1000 fen, the gateway took 0/,
    (k) => walk(k, ['order', 'paid']),
  ],
  [
    'S1: called delivered, nothing fell',
    /^S1: .* nothing fell from slot 1/,
    (k) => walk(k, without(until(delivered, 'delivered'), 'drop')),
  ],
  [
    'S1: closed although money is left',
    /^S1: .* closed with 1000 paid, 0 delivered, 0 given back/,
    (k) => walk(k, ['order', 'charge', 'paid', 'closed']),
  ],
  [
    'S1: a closed line that says something else',
    /^S1: .* closed says 1000 = 0 \+ 1000/,
    (k) => walk(k, [...until(delivered, 'delivered'), 'closedBack']),
  ],
  [
    'S1: another amount than ordered',
    /^S1: .* 900 fen by wechat, ordered were 1000/,
    (k) => walk(k, ['order']).tell({ kind: 'charge', order: first, method: 'wechat', amountFen: 900 }),
  ],
  [
    'S1: items that do not sum up',
    /^S1: .* items of 1000 fen cost 900 fen/,
    (k) =>
      k.line({
        kind: 'order',
        ...head1,
        totalFen: 900,
        items: [{ ...goodsOf({ order: first }), permit: permitOf(lists) }],
      }),
  ],
  [
    'S2: a motor turns twice',
    /^S2: .* motor 1 turned twice/,
    (k) => walk(k, [...until(delivered, 'motor'), 'motor']),
  ],
  [
    'S2: two packages for one item',
    /^S2: .* 2 packages fell/,
    (k) => walk(k, [...until(delivered, 'drop'), 'drop']),
  ],
  [
    'S3: a motor nobody announced',
    /^S3: .* motor 1 turned without a dispensing line/,
    (k) => walk(k, ['order', 'charge', 'paid', 'motor']),
  ],
  [
    'S3: a motor announced unpaid',
    /^S3: .* announced motor 1 .* unpaid/,
    (k) => walk(k, ['order', 'dispensing']),
  ],
  [
    'S3: too little was paid',
    /^S3: .* paid 400 of 1000/,
    (k) => {
      walk(k, ['order']).line({
        kind: 'paid',
        order: first,
        method: 'wechat',
        amountFen: 400,
        transaction: 't',
      });
      walk(k, ['dispensing']);
    },
  ],
  [
    'S3: a motor that turns by itself after a restart',
    /^S3: .* announced before the agent restarted/,
    (k) => walk(walk(k, until(delivered, 'dispensing')).boot().pass(20_000), ['motor']),
  ],
  [
    'S3: a motor of a vend that ended',
    /^S3: .* motor 1 turned without/,
    (k) => walk(k, [...until(delivered, 'dispensing'), 'notDelivered', 'motor']),
  ],
  ['S4: no lists', /^S4: .* turned motor 1 for NM000001, without any lists/, () => {}],
  [
    'S4: a permit of lists that are not in force',
    /^S4: .* permitted by lists .*, in force were/,
    (k) =>
      walk(k.tell({ kind: 'published', ...withdrawal }).lists(withdrawal), until(delivered, 'dispensing')),
  ],
  [
    'S4: withdrawn on this counter',
    /^S4: k-0001 k-0001 turned motor 1 for NM000001, which list version 2 had withdrawn/,
    (k) => {
      k.tell({ kind: 'published', ...withdrawal }).lists(withdrawal);
      walk(k, until(delivered, 'dispensing'), { order: first, lists: withdrawal });
    },
  ],
  [
    'S4: not certified',
    /^S4: .* NM000009, which catalog version 1 does not hold/,
    (k) => walk(k, until(delivered, 'dispensing'), { order: first, entry: 'NM000009' }),
  ],
  [
    'S4: a permit for something else',
    /^S4: .* permitted was NM000002/,
    (k) => {
      walk(k, until(delivered, 'paid'));
      k.line({
        kind: 'dispensing',
        order: first,
        ...goodsOf({ order: first }),
        permit: permitOf(lists, 'NM000002'),
      });
    },
  ],
  [
    'S4: red lists',
    /^S4: .* lists that had expired/,
    (k) => walk(k.pass(73 * hour), until(delivered, 'dispensing')),
  ],
  [
    'S5: withdrawn for longer than the bound, and connected',
    /^S5: .* connected meanwhile for 60999 ms/,
    (k) => {
      k.tell({ kind: 'link', counter: k.counter, machine: k.machine, isUp: true }).tell({
        kind: 'published',
        ...withdrawal,
      });
      walk(k.pass(60_997), until(delivered, 'dispensing'));
    },
  ],
  [
    'S6: charged twice',
    /^S6: .* charged 1000 fen and again 1000/,
    (k) => walk(k, ['order', 'charge', 'charge']),
  ],
  [
    'S6: a refund with another amount',
    /^S6: .* asked for with 900 fen .* before with 1000/,
    (k) =>
      walk(k, until(givenBack, 'asked')).tell({
        kind: 'refund-asked',
        order: first,
        refund: refundId(first),
        amountFen: 900,
      }),
  ],
  [
    'S6: a refund under a new number',
    /^S6: .* no journal announced it/,
    (k) =>
      walk(k, until(givenBack, 'asked')).tell({
        kind: 'refund-asked',
        order: first,
        refund: `${refundId(first)}b`,
        amountFen: 1_000,
      }),
  ],
  [
    'S6: money moves twice',
    /^S6: .* moved money twice/,
    (k) => walk(k, [...until(givenBack, 'refunded'), 'refunded']),
  ],
  [
    'S6: money nobody asked for',
    /^S6: .* asked for were none/,
    (k) => walk(k, ['order', 'charge', 'refunded']),
  ],
  [
    'S6: more goes back than came',
    /^S6: .* 1000 fen went back, 0 came/,
    (k) => walk(k, ['order']).tell({ kind: 'refund', order: first, refund: first, amountFen: 1_000 }),
  ],
  [
    'S6: called done, not moved',
    /^S6: .* is called done, 1000 fen did not move/,
    (k) => walk(k, without(until(givenBack, 'done'), 'refunded')),
  ],
  [
    'S6: goods and money',
    /^S6: .* delivered: 1000 fen are to go back, owed are 0/,
    (k) => walk(k, [...until(delivered, 'delivered'), 'due']),
  ],
  [
    'S6: the hub gives part of it back',
    /^S6: the hub gives 500 of 1000 fen/,
    (k) =>
      walk(k, ['order', 'charge']).tell({
        kind: 'refund-asked',
        order: first,
        refund: `h${first.slice(1)}`,
        amountFen: 500,
      }),
  ],
];

describe('the auditor of the world: sales', () => {
  it.each(broken)('[WORLD-3] finds %s', (name, sentence, told) => {
    const k = name.startsWith('S4: no lists') ? new StoryCounter().boot('first-start') : ready();
    if (name.startsWith('S4: no lists')) walk(k, until(delivered, 'dispensing'));
    told(k);
    expect(
      found(k.facts).some((said) => sentence.test(said)),
      found(k.facts).join('\n'),
    ).toBe(true);
  });
});
