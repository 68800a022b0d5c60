// STAT-1: figures in the transaction of the journal lines they are sums of.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Projection } from '../ledger/projection.ts';
import type { Dictionary, PlaceIds } from './dictionary.ts';
import { dayNumber, monthOf, type StatGoods, type StatPlace, unknown } from './dimensions.ts';
import { type Fact, factKinds, factsOf } from './facts.ts';
import { addFactTo, SumRows, sumNames, sumsAdded } from './sums.ts';

export interface DimensionSource {
  /** The counter as the register knows it now; never undefined. */
  placeOf(counter: string): StatPlace;
  /** The entry as the catalog knows it now; never undefined. */
  goodsOf(entry: string): StatGoods;
}

export interface PlacedFact extends Fact, PlaceIds {
  goods: number;
}

const columns = (count: number) => Array.from({ length: count }, (_, at) => `value ->> ${at}`).join(', ');
const upsert = (table: string, ...ids: string[]) =>
  `INSERT INTO ${table} (${ids.join(', ')}, ${sumNames}) SELECT ${columns(ids.length + 9)} FROM json_each(?) WHERE true
   ON CONFLICT (${ids.join(', ')}) DO UPDATE SET ${sumsAdded}`;

const sql = {
  line: `INSERT INTO stat_line (month, place, goods, day, journal_key, seq, kind, method, fen, certified)
    SELECT ${columns(10)} FROM json_each(?)`,
  placeMonth: upsert('stat_place_month', 'month', 'place', 'method'),
  goodsMonth: upsert('stat_goods_month', 'month', 'goods', 'method'),
  areaMonth: upsert('stat_area_month', 'month', 'area', 'method'),
  areaDay: upsert('stat_area_day', 'day', 'area', 'method'),
  goodsDay: upsert('stat_goods_day', 'day', 'goods', 'method'),
  restatement: `INSERT INTO stat_restatement (day, noticed_on, area, noticed_at, sales, sales_fen, refunds, refunds_fen)
    SELECT ${columns(8)} FROM json_each(?) WHERE true
    ON CONFLICT (day, noticed_on, area) DO UPDATE SET noticed_at = excluded.noticed_at, sales = sales + excluded.sales,
      sales_fen = sales_fen + excluded.sales_fen, refunds = refunds + excluded.refunds,
      refunds_fen = refunds_fen + excluded.refunds_fen`,
} as const;

async function insert(tx: Queries, statement: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length > 0) await tx.run(statement, [JSON.stringify(rows)]);
}

/** Every table of sums that holds a fact of these dimensions. */
export class Rollups {
  readonly #placeMonth = new SumRows();
  readonly #goodsMonth = new SumRows();
  readonly #areaMonth = new SumRows();
  readonly #areaDay = new SumRows();
  readonly #goodsDay = new SumRows();

  /** The five rows a fact counts in. */
  of({ day, place, area, goods, method }: Pick<PlacedFact, 'day' | 'place' | 'area' | 'goods' | 'method'>) {
    const month = monthOf(day);
    return [
      this.#placeMonth.at(month, place, method),
      this.#goodsMonth.at(month, goods, method),
      this.#areaMonth.at(month, area, method),
      this.#areaDay.at(day, area, method),
      this.#goodsDay.at(day, goods, method),
    ];
  }

  async write(tx: Queries): Promise<void> {
    await insert(tx, sql.placeMonth, this.#placeMonth.rows());
    await insert(tx, sql.goodsMonth, this.#goodsMonth.rows());
    await insert(tx, sql.areaMonth, this.#areaMonth.rows());
    await insert(tx, sql.areaDay, this.#areaDay.rows());
    await insert(tx, sql.goodsDay, this.#goodsDay.rows());
  }
}

export const lineRow = (fact: PlacedFact, certified: 0 | 1 | null = null) => [
  ...[monthOf(fact.day), fact.place, fact.goods, fact.day, fact.key, fact.seq],
  ...[factKinds[fact.kind], fact.method, fact.fen, certified],
];

/** Inserts lines as they are; their sums are the caller's. */
export const insertLines = (tx: Queries, rows: readonly unknown[]): Promise<void> =>
  insert(tx, sql.line, rows);

const lastKnown = `SELECT entry, name, category, credit_code AS creditCode, supplier, origin_league AS originLeague,
  origin_banner AS originBanner, max(id) AS id FROM stat_goods
  WHERE entry IN (SELECT value FROM json_each(?)) AND category <> '${unknown}' GROUP BY entry`;

/** STAT-2: an entry that left the catalog keeps what it was last known by; one that was never known is `unknown`. */
async function recalled(tx: Queries, goods: readonly StatGoods[]): Promise<StatGoods[]> {
  const strangers = goods.filter(({ category, entry }) => category === unknown && entry !== '');
  if (strangers.length === 0) return [...goods];
  const entries = JSON.stringify(strangers.map(({ entry }) => entry));
  const rows = await tx.query<StatGoods>(lastKnown, [entries]);
  const known = new Map(rows.map((row) => [row.entry, row]));
  return goods.map((one) => (one.category === unknown ? (known.get(one.entry) ?? one) : one));
}

/** Gives facts the numbers of their dimensions as these are known now. */
export async function placeFacts(
  tx: Queries,
  dictionary: Dictionary,
  source: DimensionSource,
  facts: readonly Fact[],
): Promise<PlacedFact[]> {
  const counters = [...new Set(facts.map(({ counter }) => counter))];
  const entries = [...new Set(facts.map(({ entry }) => entry))];
  const places = await dictionary.places(tx, counters.map(source.placeOf));
  const goods = await dictionary.goods(tx, await recalled(tx, entries.map(source.goodsOf)));
  return facts.map((fact) => ({ ...fact, ...places.get(fact.counter)!, goods: goods.get(fact.entry)! }));
}

/** STAT-4: what late lines change in days that are over, by the day it was noticed and where. */
function restatements(facts: readonly PlacedFact[], noticedAtMs: number): unknown[] {
  const today = dayNumber(dayOf(noticedAtMs));
  const rows = new SumRows();
  for (const fact of facts)
    if (fact.day < today && (fact.kind === 'sale' || fact.kind === 'refund'))
      addFactTo(rows.at(fact.day, today, fact.area, noticedAtMs), fact);
  return rows.rows().map((row) => row.slice(0, 8));
}

/** Writes facts into every table. The caller's transaction keeps them together with the lines. */
export async function writeFacts(
  tx: Queries,
  facts: readonly PlacedFact[],
  committedAtMs: number,
): Promise<void> {
  await insertLines(
    tx,
    facts.map((fact) => lineRow(fact)),
  );
  const rollups = new Rollups();
  for (const fact of facts) for (const sums of rollups.of(fact)) addFactTo(sums, fact);
  await rollups.write(tx);
  await insert(tx, sql.restatement, restatements(facts, committedAtMs));
}

/** For `sliceProjections`. One dictionary per database. */
export function statisticsProjection(dictionary: Dictionary, source: DimensionSource): Projection {
  return async (tx, group) => {
    const facts = factsOf(group);
    if (facts.length === 0) return;
    await writeFacts(tx, await placeFacts(tx, dictionary, source, facts), group.committedAtMs);
  };
}
