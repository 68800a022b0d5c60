import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditor } from './auditor.ts';
import {
  type Bought,
  bounds,
  delivered,
  givenBack,
  hashOf,
  orderId,
  published,
  restOf,
  type StepName,
  StoryCounter,
  steps,
  withdrawal,
} from './auditor-story.ts';
import type { Fact, Rest } from './observations.ts';

const lists = published();
const journal1 = `j${'1'.repeat(16)}`;
const journal2 = `j${'2'.repeat(16)}`;

const ready = (id = 'k-0001') => new StoryCounter(id).boot('first-start').lists(lists);
function walk(counter: StoryCounter, names: readonly StepName[], bought: Bought): StoryCounter {
  const can = steps(counter, bought);
  for (const name of names) can[name]();
  return counter;
}

function judged(
  facts: readonly Fact[],
  rest: Rest,
): { said: string[]; forgiven: Readonly<Record<string, number>> } {
  const auditor = createAuditor(bounds);
  const first: Fact = { kind: 'published', atMs: 0, ...lists };
  const said = [first, ...facts].flatMap((fact) => auditor.see(fact));
  return { said: [...said, ...auditor.end(rest)], forgiven: auditor.stats().forgiven };
}

const oneSale = [{ counter: 'k-0001', entry: 'NM000001', count: 1, fen: 1_000 }];
const sold = () => walk(ready(), delivered, { order: orderId('a') });
const slots = (loaded: number, inside: number) => [{ slot: 1, loaded, inside }];

type Change = (rest: Rest, counter: StoryCounter) => Rest;
const withCounter = (rest: Rest, change: object): Rest => ({
  ...rest,
  counters: rest.counters.map((one) => ({ ...one, ...change })),
});
const withHub = (rest: Rest, change: Partial<Rest['hub']>): Rest => ({
  ...rest,
  hub: { ...rest.hub, ...change },
});
const heldOf = ({ counter, journal, lines }: StoryCounter, count: number, hash: string) => [
  { counter, journal, lines: lines.slice(0, count), head: hash },
];
const hashAt = ({ facts }: StoryCounter, seq: number): string => {
  const lines = facts.flatMap((fact) => (fact.kind === 'line' ? [fact] : []));
  return lines[seq - 1]!.hash;
};

const broken: [string, RegExp, Change][] = [
  [
    'never at rest',
    /^S12: it never came to rest: k-0001: an order is open/,
    (rest) => ({
      ...rest,
      restedAfterMs: undefined,
      pending: ['k-0001: an order is open'],
    }),
  ],
  [
    'at rest too late',
    /^S12: it came to rest after 7200000 ms/,
    (rest) => ({ ...rest, restedAfterMs: 7_200_000 }),
  ],
  [
    'a counter that sells nothing',
    /^S12: .* sells nothing: board-offline/,
    (rest) => withCounter(rest, { outOfService: 'board-offline' }),
  ],
  ['lines unsent', /^S12: .* has 3 lines unsent/, (rest) => withCounter(rest, { unsentLines: 3 })],
  [
    'money pending',
    /^S12: 500 fen are still pending/,
    (rest) => withHub(rest, { money: { ...rest.hub.money, pendingFen: 500 } }),
  ],
  [
    'a hub that took other money',
    /^S1: the hub says charged 900/,
    (rest) => withHub(rest, { money: { ...rest.hub.money, chargedFen: 900 } }),
  ],
  [
    'a board that was spoken to wrongly',
    /^S3: .* to its board: two commands/,
    (rest) => withCounter(rest, { protocolBreaches: ['two commands'] }),
  ],
  [
    'a sale counted twice',
    /^S7: .* counts 2 of NM000001/,
    (rest) => withHub(rest, { sales: [{ ...oneSale[0]!, count: 2, fen: 2_000 }] }),
  ],
  [
    'a sale that is lost',
    /^S7: .* 1 sold for 1000 fen, the hub counts none/,
    (rest) => withHub(rest, { sales: [] }),
  ],
  [
    'a sale of nobody',
    /^S7: .* counts 1 of NM000002/,
    (rest) => withHub(rest, { sales: [...oneSale, { ...oneSale[0]!, entry: 'NM000002' }] }),
  ],
  [
    'a hub that lacks lines',
    /^S8: .* the hub holds 2 lines .*, the disk 7/,
    (rest, k) => withHub(rest, { journals: heldOf(k, 2, hashAt(k, 2)), sales: [] }),
  ],
  [
    'a hub that holds other bytes',
    /^S8: line 3 .* on the hub is not the one/,
    (rest) =>
      withHub(rest, {
        journals: rest.hub.journals.map((one) => ({
          ...one,
          lines: one.lines.map((line, at) => (at === 2 ? new Uint8Array(line.length) : line)),
        })),
      }),
  ],
  [
    'a hub with a head that nobody wrote',
    /^S8: the hub holds 7 lines .* no disk has that line/,
    (rest) =>
      withHub(rest, { journals: rest.hub.journals.map((one) => ({ ...one, head: hashOf('x') })), sales: [] }),
  ],
  [
    'an acknowledged line that is gone',
    /^S9: the hub acknowledged 7 lines .* and holds 2/,
    (rest, k) => withHub(rest, { journals: heldOf(k, 2, hashAt(k, 2)) }),
  ],
  [
    'a disk that lost lines',
    /^S10: .* 7 lines were committed, 3 are on the disk/,
    (rest, k) =>
      withCounter(rest, {
        journals: [{ journal: k.journal, lines: k.lines.slice(0, 3), head: hashAt(k, 3) }],
      }),
  ],
  [
    'a disk that was changed unnoticed',
    /^S8: .* line 2 .* nobody noticed/,
    (rest, k) =>
      withCounter(rest, {
        journals: [
          {
            journal: k.journal,
            lines: k.lines.map((line, at) => (at === 1 ? new Uint8Array(3) : line)),
            head: k.hash,
          },
        ],
      }),
  ],
  [
    'packages that are gone',
    /^S15: .* 10 put in, 8 inside, 1 fell/,
    (rest) => withCounter(rest, { slots: slots(10, 8) }),
  ],
];

describe('the auditor of the world, at rest', () => {
  it.each(broken)('[WORLD-3] finds %s', (_name, sentence, change) => {
    const k = sold().position();
    const well = restOf([k], oneSale, { chargedFen: 1_000 });
    expect(judged(k.facts, withCounter(well, { slots: slots(10, 9) })).said).toEqual([]);
    expect(judged(k.facts, change(well, k)).said.join('\n')).toMatch(new RegExp(sentence.source, 'm'));
  });

  it('[WORLD-3] finds money that is kept, orders that never end, and packages that nobody explains', () => {
    const kept = walk(ready(), ['order', 'charge', 'paid'], { order: orderId('a') });
    const { said } = judged(kept.facts, restOf([kept], [], { chargedFen: 1_000 }));
    expect(said.join('\n')).toMatch(/^S1: .* charged 1000, given back 0, delivered for 0 fen/m);
    expect(said.join('\n')).toMatch(/^S12: .* is not closed/m);
    const free = walk(
      ready(),
      ['order', 'charge', 'paid', 'dispensing', 'motor', 'drop', ...givenBack.slice(5)],
      { order: orderId('a') },
    );
    const rest = restOf([free], [], { chargedFen: 1_000, refundedFen: 1_000 });
    expect(judged(free.facts, withCounter(rest, { slots: slots(5, 4) })).said).toEqual([
      'S15: k-0001 k-0001 slot 1: 1 fell, 0 delivered, 0 unknown, 0 tested',
    ]);
  });

  it('[WORLD-3] finds a counter that never heard of a withdrawal', () => {
    const k = sold();
    k.tell({ kind: 'published', ...withdrawal })
      .pass(90_000)
      .tell({ kind: 'healed' });
    const rest = restOf([k], oneSale, { chargedFen: 1_000 });
    expect(judged(k.facts, rest).said).toEqual(['S5: k-0001 k-0001 has withdrawals 1, published are 2']);
    const stolen = { ...lists, hash: hashOf('stolen') };
    const held = sold()
      .tell({ kind: 'key-stolen' })
      .lists(stolen)
      .tell({ kind: 'published', ...withdrawal });
    held.pass(90_000).tell({ kind: 'healed' });
    expect(judged(held.facts, restOf([held], oneSale, { chargedFen: 1_000 }))).toEqual({
      said: [],
      forgiven: { 'counters that a thief of the online key holds back': 1 },
    });
    expect(judged(k.lists(withdrawal).facts, restOf([k], oneSale, { chargedFen: 1_000 })).said).toEqual([]);
  });

  it('[WORLD-3] has lines that a restored hub forgot sent again', () => {
    const k = sold().position();
    k.tell({ kind: 'hub-restored', lostMs: 1_000 }).position({ seq: 2, hash: hashAt(k, 2) });
    const rest = restOf([k], oneSale, { chargedFen: 1_000 });
    expect(judged(k.facts, rest).said).toEqual([]);
    const less = withHub(rest, { journals: heldOf(k, 2, hashAt(k, 2)), sales: [] });
    expect(judged(k.facts, less).said.join('\n')).toMatch(/^S9: the hub acknowledged 7 lines/m);
    const forgot = withHub(rest, { money: { chargedFen: 0, refundedFen: 0, pendingFen: 0 } });
    expect(judged(k.facts, forgot)).toEqual({
      said: [],
      forgiven: { 'payments that a restored hub forgot': 1 },
    });
  });

  const lied = (k: StoryCounter, lie: string) =>
    k.tell({ kind: 'disk-lied', counter: k.counter, machine: k.machine, lie });
  const twoJournals = (k: StoryCounter, old: ReturnType<typeof heldOf>, kind: string) => {
    const rest = restOf([k], oneSale, { chargedFen: 1_000 });
    const cases = kind === '' ? [] : [{ kind, counter: k.counter }];
    return withHub(rest, { journals: [...old, ...rest.hub.journals], cases });
  };

  it('[WORLD-3] forgives what a damaged disk lost, not silence about it', () => {
    const k = sold();
    walk(k, ['order', 'charge', 'paid'], { order: orderId('b') });
    const [old, at8] = [heldOf(k, 7, hashAt(k, 7)), hashAt(k, 8)];
    lied(k, 'bit-flip').begin(journal2, { previous: { journal: journal1, seq: 8, hash: at8, why: 'x' } });
    k.lists(lists);
    const money = { chargedFen: 2_000, refundedFen: 0, pendingFen: 0 };
    const told = judged(k.facts, withHub(twoJournals(k, old, 'journal-damaged'), { money }));
    expect(told.said).toEqual([]);
    expect(told.forgiven).toMatchObject({ 'orders whose lines were lost or copied': 1 });
    const silent = judged(k.facts, withHub(twoJournals(k, old, ''), { money }));
    expect(silent.said).toEqual([expect.stringMatching(/^S9: no case journal-damaged at the hub/)]);
  });

  /** The same disk as it was after `seq` lines. */
  const putBack = (k: StoryCounter, seq: number) => {
    const again = k.facts.flatMap((fact) => (fact.kind === 'line' && fact.line.seq <= seq ? [fact] : []));
    k.lines = k.lines.slice(0, seq);
    k.hash = hashAt(k, seq);
    for (const { kind, counter, machine, journal, line, bytes, hash } of again)
      k.tell({ kind, counter, machine, journal, line, bytes, hash });
    return k;
  };

  it('[WORLD-3] takes a disk that was put back, and asks for the fork when somebody knew better', () => {
    const unknown = walk(ready(), ['order'], { order: orderId('a') });
    putBack(lied(unknown, 'lost-writes'), 2).boot();
    expect(judged(unknown.facts, restOf([unknown], [])).said).toEqual([]);
    const known = walk(ready(), ['order'], { order: orderId('a') }).position();
    putBack(lied(known, 'lost-writes'), 2).boot();
    expect(judged(known.facts, restOf([known], [])).said).toEqual([
      expect.stringMatching(/^S9: no case fork or behind-hub or clone-suspected .* wrote line 3/),
    ]);
    const honest = walk(ready(), ['order'], { order: orderId('a') });
    putBack(honest, 2).boot();
    expect(judged(honest.facts, restOf([honest], [])).said.join('\n')).toMatch(/^S10: .* no disk lied/m);
  });

  it('[WORLD-3] demands the case of a cloned counter, and counts each line once', () => {
    const k = sold();
    const copy = new StoryCounter(k.counter, 'clone');
    Object.assign(copy, { lines: [...k.lines], hash: k.hash, nowMs: k.nowMs + 5 });
    k.tell({ kind: 'cloned', counter: k.counter, machine: 'clone' });
    k.boot();
    copy.boot('start').line({ kind: 'door', open: true });
    const rest = restOf([k], oneSale, { chargedFen: 1_000 });
    const unheard = [...k.facts, ...copy.facts];
    expect(judged(unheard, rest).said).toEqual([]);
    for (const { counter, machine, journal, lines } of [k, copy])
      k.tell({ kind: 'offered', counter, machine, journal, to: lines.length });
    const facts = [...unheard, ...k.facts.slice(-2)];
    expect(judged(facts, rest).said).toEqual([
      expect.stringMatching(/^S9: no case at the hub, although 2 machines wrote/),
    ]);
    const cases = [{ kind: 'fork', counter: k.counter }];
    expect(judged(facts, withHub(rest, { cases })).said).toEqual([]);
    const twice = withHub(rest, { cases, sales: [{ ...oneSale[0]!, count: 2, fen: 2_000 }] });
    expect(judged(facts, twice).said.join('\n')).toMatch(/^S7: .* counts 2/);
  });

  it('[WORLD-3] judges the same however the facts of different counters come together', () => {
    const story = fc.record({
      path: fc.constantFrom<readonly StepName[]>(delivered, givenBack),
      left: fc.array(fc.nat(12), { maxLength: 2 }),
    });
    const told = (stories: { path: readonly StepName[]; left: number[] }[], id: number) => {
      const k = ready(`k-000${id}`);
      stories.forEach(({ path, left }, at) => {
        const order = `o${String(id).repeat(12)}${String(at).repeat(12)}`;
        const names = path.filter((_, index) => !left.includes(index));
        walk(k, names, { order });
      });
      return k;
    };
    const stories = fc.tuple(...[1, 2, 3].map(() => fc.array(story, { maxLength: 3 })));
    fc.assert(
      fc.property(stories, fc.array(fc.nat(2), { maxLength: 120 }), (all, picks) => {
        const three = all.map((one, at) => told(one, at + 1));
        const rest = restOf(three, []);
        const inTurn = judged(
          three.flatMap(({ facts }) => facts),
          rest,
        );
        const waiting = three.map(({ facts }) => [...facts]);
        const mixed = picks.flatMap((pick) => waiting[pick]!.splice(0, 1));
        const shuffled = judged([...mixed, ...waiting.flat()], rest);
        expect([...shuffled.said].sort()).toEqual([...inTurn.said].sort());
        expect(shuffled.forgiven).toEqual(inTurn.forgiven);
      }),
      { numRuns: 150 },
    );
  });
});
