import { describe, expect, it } from 'vitest';
import { createAuditor } from './auditor.ts';
import {
  type Bought,
  bounds,
  delivered,
  entryOf,
  givenBack,
  goodsOf,
  hashOf,
  orderId,
  permitOf,
  published,
  refundId,
  restOf,
  type StepName,
  StoryCounter,
  startMs,
  steps,
  withdrawal,
} from './auditor-story.ts';
import type { Fact, PublishedLists } from './observations.ts';

const hour = 3_600_000;
const lists = published();
const first = orderId('a');
const journal2 = `j${'2'.repeat(16)}`;
const head1 = { order: first, totalFen: 1_000, method: 'wechat' as const };

/** A counter that has started and applied the first lists. */
const ready = (counter = new StoryCounter()) =>
  counter
    .tell({ kind: 'published', ...lists })
    .boot('first-start')
    .lists(lists);

const walk = (counter: StoryCounter, names: readonly StepName[], bought: Bought = { order: first }) => {
  const can = steps(counter, bought);
  for (const name of names) can[name]();
  return counter;
};
const until = (names: readonly StepName[], last: StepName) => names.slice(0, names.indexOf(last) + 1);
const without = (names: readonly StepName[], name: StepName) => names.filter((one) => one !== name);

function found(facts: readonly Fact[]): string[] {
  const auditor = createAuditor(bounds);
  return facts.flatMap((fact) => auditor.see(fact));
}

type Told = (counter: StoryCounter) => unknown;
/** What happened, and the one sentence it must be called by. */
const broken: [string, RegExp, Told][] = [
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
  [
    'S8: a broken chain',
    /^S8: .* line 3 .* does not follow/,
    (k) => {
      k.hash = hashOf('other');
      k.boot();
    },
  ],
  [
    'S8: a gap',
    /^S8: .* after line 2 .* comes 4/,
    (k) => {
      k.lines.push(new Uint8Array());
      k.boot();
    },
  ],
  [
    'S8: a journal that begins in the middle',
    /^S8: .* begins with line 1, order/,
    (k) => {
      const other = new StoryCounter('k-0009');
      walk(other, ['order']);
      k.facts.push(...other.facts);
    },
  ],
  [
    'S9: a position nobody wrote',
    /^S9: .* no disk has that line/,
    (k) => k.position({ seq: 5, hash: hashOf('x') }),
  ],
  [
    'S9: a position that goes back',
    /^S9: the hub held 2 lines .* now says 1/,
    (k) => {
      const [, one] = k.facts;
      k.position();
      k.position({ seq: 1, hash: one?.kind === 'line' ? one.hash : '' });
    },
  ],
  [
    'S10: lines forgotten without a lie',
    /^S10: .* forgot the lines .* from 2 to 2/,
    (k) => {
      k.lines.pop();
      const [, one] = k.facts;
      k.hash = one?.kind === 'line' ? one.hash : '';
      k.boot();
    },
  ],
  [
    'S10: a new journal without a cause',
    /^S10: .* set j1.* aside without a cause/,
    (k) => k.begin(journal2, { previous: { journal: `j${'1'.repeat(16)}`, seq: 2, hash: k.hash, why: 'x' } }),
  ],
  [
    'S10: a new journal that does not name the old',
    /^S10: .* names nothing and not j1/,
    (k) =>
      k
        .tell({ kind: 'disk-lied', counter: k.counter, machine: k.machine, lie: 'bit-flip' })
        .begin(journal2, {}),
  ],
  [
    'S11: money without an order',
    /^S11: .* came for an order that no disk holds/,
    (k) => walk(k, ['charge']),
  ],
  ['S11: an order made twice', /^S11: .* was made before/, (k) => walk(k, ['order', 'order'])],
  ['S11: paid twice', /^S11: .* paid twice/, (k) => walk(k, ['order', 'charge', 'paid', 'paid'])],
  [
    'S11: announced twice',
    /^S11: .* item 1 announced twice/,
    (k) => walk(k, [...until(delivered, 'dispensing'), 'dispensing']),
  ],
  [
    'S11: an outcome of nothing',
    /^S11: .* ended without being announced/,
    (k) => walk(k, [...until(delivered, 'paid'), 'notDelivered']),
  ],
  [
    'S11: two outcomes',
    /^S11: .* ended twice, not-delivered and unknown/,
    (k) => walk(k, [...until(givenBack, 'notDelivered'), 'unknown']),
  ],
  [
    'S11: a refund while the motor turns',
    /^S11: .* refunded while its motor turns/,
    (k) => walk(k, [...until(delivered, 'motor'), 'due']),
  ],
  [
    'S11: a motor after the refund',
    /^S11: .* announced after its refund/,
    (k) => walk(k, [...until(delivered, 'paid'), 'due', 'dispensing']),
  ],
  [
    'S11: done and not due',
    /^S11: .* done that was not due/,
    (k) => walk(k, [...until(delivered, 'paid'), 'done']),
  ],
  ['S11: something after closed', /^S11: .* refund after closed/, (k) => walk(k, [...delivered, 'due'])],
  ['S11: an order of nobody', /^S11: .* paid of .*, never ordered there/, (k) => walk(k, ['paid'])],
  [
    'S13: a version that falls',
    /^S13: .* withdrawals went from version 2 back to 1/,
    (k) =>
      k
        .tell({ kind: 'published', ...withdrawal })
        .lists(withdrawal)
        .lists(lists),
  ],
  [
    'S13: a mix',
    /^S13: .* applied a mix/,
    (k) =>
      k
        .tell({ kind: 'published', ...withdrawal })
        .lists(withdrawal, { versions: { ...withdrawal.versions, withdrawals: 1 } }),
  ],
  [
    'S14: lists nobody published',
    /^S14: .* that nobody published/,
    (k) => k.lists({ ...lists, hash: hashOf('forged') }),
  ],
  ['S14: expired lists', /^S14: .* that had expired/, (k) => k.pass(80 * hour).lists(lists)],
  ['S15: a package that falls by itself', /^S15: .* no motor had turned/, (k) => k.act('drop')],
  [
    'S18: an expiry that moves',
    /^S18: .* valid until/,
    (k) => k.lists(lists, { expiresAt: startMs + 100 * hour }),
  ],
  [
    'S18: a time floor that falls',
    /^S18: .* the time floor fell/,
    (k) => k.pass(hour).lists(lists, { timeFloor: startMs }),
  ],
  [
    'S18: an uptime that falls',
    /^S18: .* has uptime 0 after/,
    (k) => k.line({ kind: 'door', open: true }, { up: 0 }),
  ],
  [
    'S18: sold after the lease, by a clock set back',
    /^S18: .* sold by lists that ended/,
    (k) => {
      walk(k.pass(73 * hour), ['order', 'charge', 'paid']);
      const { facts } = k;
      walk(k, ['dispensing']);
      const last = facts.at(-1);
      if (last?.kind === 'line') last.line.at = startMs;
    },
  ],
];

describe('the auditor of the world', () => {
  it('[WORLD-3] has nothing to say about goods for money, and money for nothing', () => {
    const k = walk(ready(), delivered);
    walk(k.position(), givenBack, { order: orderId('b') });
    expect(found(k.facts)).toEqual([]);
    const auditor = createAuditor(bounds);
    for (const fact of k.facts) auditor.see(fact);
    const sales = [{ counter: 'k-0001', entry: 'NM000001', count: 1, fen: 1_000 }];
    expect(auditor.end(restOf([k], sales, { chargedFen: 2_000, refundedFen: 1_000 }))).toEqual([]);
    const { judged, forgiven, ...counts } = auditor.stats();
    expect(counts).toMatchObject({ lines: k.lines.length, orders: 2 });
    expect(forgiven).toEqual({});
    for (const one of [
      'S1',
      'S2',
      'S3',
      'S4',
      'S6',
      'S7',
      'S8',
      'S9',
      'S10',
      'S11',
      'S12',
      'S13',
      'S14',
      'S18',
    ])
      expect(judged[one], one).toBeGreaterThan(0);
  });

  it.each(broken)('[WORLD-3] finds %s', (name, sentence, told) => {
    const k = name.startsWith('S4: no lists') ? new StoryCounter().boot('first-start') : ready();
    if (name.startsWith('S4: no lists')) walk(k, until(delivered, 'dispensing'));
    told(k);
    expect(
      found(k.facts).some((said) => sentence.test(said)),
      found(k.facts).join('\n'),
    ).toBe(true);
  });

  it('[WORLD-3] sells by a lagging catalog under newer withdrawals, and by sets that a stolen key put together', () => {
    const newer: PublishedLists = {
      ...withdrawal,
      versions: { root: 1, catalog: 2, withdrawals: 2, channels: 1, snapshot: 2 },
      entries: new Map([['NM000002', entryOf('NM000002')]]),
      withdrawn: new Map(),
    };
    const lagging = { ...newer, versions: { ...newer.versions, catalog: 1 } };
    const k = ready()
      .tell({ kind: 'published', ...newer })
      .lists(lagging);
    walk(k, delivered, { order: first, lists: lagging });
    expect(found(k.facts)).toEqual([]);
    const stolen = { ...lagging, hash: hashOf('stolen') };
    walk(k.tell({ kind: 'key-stolen' }).lists(stolen), delivered, {
      order: orderId('b'),
      lists: stolen,
    });
    expect(found(k.facts)).toEqual([]);
  });

  it('[WORLD-3] excuses what a lying board said, and nothing else', () => {
    const k = ready().tell({
      kind: 'board-lied',
      counter: 'k-0001',
      machine: 'k-0001',
      slot: 1,
      said: 'drop',
    });
    walk(k, without(delivered, 'drop'));
    expect(found(k.facts)).toEqual([]);
    walk(k, without(delivered, 'drop'), { order: orderId('b') });
    expect(found(k.facts)).toHaveLength(1);
  });

  it('[WORLD-3] lets the bound of a withdrawal run only while a counter is connected', () => {
    const k = ready().tell({ kind: 'published', ...withdrawal });
    walk(k.pass(10 * hour), delivered);
    k.tell({ kind: 'link', counter: 'k-0001', machine: 'k-0001', isUp: true });
    walk(k.pass(50_000), delivered, { order: orderId('b') });
    k.tell({ kind: 'power', counter: 'k-0001', machine: 'k-0001', isOn: false });
    walk(k.pass(hour), delivered, { order: orderId('c') });
    expect(found(k.facts)).toEqual([]);
  });
});
