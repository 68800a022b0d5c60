// The power fails at every moment that can matter in a sale: before and after each commit, each exchange with the
// board, each movement of money. The moments are found by an undisturbed sale, not listed here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jam } from '../../simulators/board/scenario-words.ts';
import { type KilledSale, type KilledSaleEnd, killedSale } from './rig/killed-sale.ts';
import { inLanes } from './rig/lanes.ts';
import { prepareTemplate, type Template } from './rig/template.ts';

const lanes = 4;
const timeout = 240_000;
let template: Template;

beforeAll(async () => {
  template = await prepareTemplate();
});
afterAll(() => template?.remove());

type Case = KilledSale & { at: string };
interface Ended extends Case {
  end: KilledSaleEnd;
}

const killedAtEach = (sale: KilledSale, points: readonly string[]): Promise<Ended[]> =>
  inLanes(lanes, points, async (at) => ({ ...sale, at, end: await killedSale(template, { ...sale, at }) }));

/** Each broken rule with the moment at which the power failed. */
const problemsOf = (ended: readonly Ended[]) =>
  ended.flatMap(({ at, end }) => end.problems.map((problem) => `killed ${at}: ${problem}`));

/** A moment may be missed when a frame was repeated in the undisturbed sale only. */
const missedOf = (ended: readonly Ended[]) => ended.filter(({ end }) => end.kills === 0).map(({ at }) => at);

/** A slot report (11) comes when it pleases, and a frame may be repeated: they say nothing about how far the sale was. */
const tellsHowFar = (at: string) => !/hearing 11|\)$/.test(at);

/** What must have become of money and goods, by how far the sale had come. */
function expectedOf(points: readonly string[], at: string, priceFen: number) {
  const index = points.indexOf(at);
  const before = (name: string) => index < points.indexOf(name);
  if (before('after money: charge')) return { chargedFen: 0, refundedFen: 0, drops: 0 };
  if (before('after the commit of dispensing'))
    return { chargedFen: priceFen, refundedFen: priceFen, drops: 0 };
  if (before('after the commit of outcome')) return { chargedFen: priceFen };
  return { chargedFen: priceFen, refundedFen: 0, drops: 1, outcomes: ['delivered'] };
}

describe('a counter that loses its power', () => {
  it('[INC-1] [INC-2] [INC-5] [SALE-3] [SALE-10] [JRN-1] at every commit, board exchange and payment of one sale delivers or refunds', {
    timeout,
  }, async () => {
    const { points, problems } = await killedSale(template, { slots: [1] });
    expect(problems).toEqual([]);
    expect(points.filter((name) => name.includes('commit')).length).toBeGreaterThanOrEqual(10);
    expect(points.filter((name) => /sending|hearing/.test(name)).length).toBeGreaterThanOrEqual(8);
    expect(points.filter((name) => name.includes('money')).length).toBeGreaterThanOrEqual(2);

    const ended = await killedAtEach({ slots: [1] }, points);
    expect(problemsOf(ended)).toEqual([]);
    expect(missedOf(ended).length).toBeLessThan(3);
    const { priceFen } = template.slots[0]!;
    for (const { at, end } of ended.filter((one) => one.end.kills > 0 && tellsHowFar(one.at))) {
      expect(end, at).toMatchObject(expectedOf(points, at, priceFen));
    }
    // The counter must not call everything unknown: most deaths are decidable.
    const unknown = ended.filter(({ end }) => end.outcomes.includes('unknown'));
    expect(unknown.length).toBeLessThan(ended.length * 0.7);
  });

  it('[INC-4] [SALE-11] [SALE-12] in the middle of two items dispenses nothing more and refunds the rest', {
    timeout,
  }, async () => {
    const { points, problems } = await killedSale(template, { slots: [2, 3] });
    expect(problems).toEqual([]);
    const second = points.slice(points.indexOf('after the commit of outcome'));
    expect(second.length).toBeGreaterThanOrEqual(12);
    const ended = await killedAtEach(
      { slots: [2, 3] },
      second.filter((name, index) => name.includes('dispensing (2)') || index % 4 === 0),
    );
    expect(problemsOf(ended)).toEqual([]);
    for (const { end } of ended.filter(({ at }) => at.includes('commit'))) {
      expect(end.outcomes[0]).toBe('delivered');
      expect(end.refundedFen).toBeLessThanOrEqual(template.slots[2]!.priceFen);
    }
  });

  it('[SALE-6] while the money of a jammed slot goes back gives it back once', { timeout }, async () => {
    const jammed = { slots: [4], board: [jam(4)] };
    const { points, problems } = await killedSale(template, jammed);
    expect(problems).toEqual([]);
    const owed = points.slice(points.indexOf('before the commit of outcome'));
    expect(owed).toContain('after money: refund');
    expect(owed.length).toBeGreaterThanOrEqual(8);
    const ended = await killedAtEach(
      jammed,
      owed.filter((_, index) => index % 2 === 0),
    );
    expect(problemsOf(ended)).toEqual([]);
    const { priceFen } = template.slots[3]!;
    for (const { at, end } of ended) {
      expect(end, at).toMatchObject({ chargedFen: priceFen, refundedFen: priceFen, drops: 0 });
    }
  });

  it('[SALE-12] before the motor has finished takes the result from the board after its start', {
    timeout,
  }, async () => {
    const end = await killedSale(template, {
      slots: [5],
      at: 'after sending 06',
      change: { motorMs: 4000, sale: { watchMs: 8000 } },
    });
    expect(end).toMatchObject({ kills: 1, problems: [], outcomes: ['delivered'], drops: 1, refundedFen: 0 });
  });

  it('[SALE-10] [SALE-6] again and again while it recovers still settles the order once', {
    timeout,
  }, async () => {
    const at = 'after hearing 04 01';
    const watched = await killedSale(template, { slots: [6], at, restartsAt: ['none'] });
    expect(watched.problems).toEqual([]);
    const points = watched.points.filter((name) => !/sending|hearing/.test(name));
    expect(points.length).toBeGreaterThanOrEqual(8);
    const pairs = points
      .map((name, index) => [name, points[(index + 3) % points.length]!])
      .filter((_, index) => index % 3 === 0);
    const ended = await inLanes(lanes, pairs, async (restartsAt) => ({
      slots: [6],
      at: restartsAt.join(', then '),
      end: await killedSale(template, { slots: [6], at, restartsAt }),
    }));
    expect(problemsOf(ended)).toEqual([]);
    expect(ended.every(({ end }) => end.kills >= 2)).toBe(true);
    expect(ended.some(({ end }) => end.kills === 3)).toBe(true);
    // A counter that is up again before the motor has ended hears the result itself: then the goods were delivered.
    const { priceFen } = template.slots[5]!;
    for (const { at: moment, end } of ended) {
      const refundedFen = end.outcomes.includes('delivered') ? 0 : priceFen;
      expect(end, moment).toMatchObject({ chargedFen: priceFen, refundedFen, drops: 1 });
    }
  });
});
