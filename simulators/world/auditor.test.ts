import { describe, expect, it } from 'vitest';
import { createAuditor } from './auditor.ts';
import {
  type Broken,
  bounds,
  delivered,
  entryOf,
  found,
  givenBack,
  hashOf,
  orderId,
  published,
  ready,
  restOf,
  StoryCounter,
  startMs,
  until,
  walk,
  withdrawal,
  without,
} from './auditor-story.ts';
import type { PublishedLists } from './observations.ts';

const hour = 3_600_000;
const lists = published();
const first = orderId('a');
const journal2 = `j${'2'.repeat(16)}`;

const broken: Broken[] = [
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
