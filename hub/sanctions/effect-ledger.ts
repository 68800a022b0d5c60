// SANC-12: where one sanction has come, counter by counter: confirmed, still selling until when, stock, sales, refused tries.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Counter } from '../fleet/counter.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Stock } from '../stock/stock.ts';
import type { SlotState } from '../stock/stock-fold.ts';
import { affects, listOf, type Sanction } from './sanction-lists.ts';

/** `red`: not confirmed, but its lists are too old to sell anything. */
export type EffectState = 'confirmed' | 'reachable' | 'unreachable' | 'red';

export interface EffectRow {
  counter: string;
  counterName: string;
  league: string;
  banner: string;
  operatingCompany: string;
  state: EffectState;
  /** Counter's clock, from its own journal. */
  confirmedAtMs: number | null;
  /** When its lists turn red; 0 when it never had any. */
  canSellUntilMs: number;
  packages: number;
  slots: number;
  /** Sales between issue and its confirmation. */
  sales: number;
  salesFen: number;
  /** Sales after its confirmation: there must be none. */
  salesAfter: number;
  refused: number;
  lastRefusedAtMs: number | null;
}

export interface EffectSummary {
  total: number;
  confirmed: number;
  reachable: number;
  unreachable: number;
  red: number;
  /** Until when somebody not confirmed could still sell; 0 when nobody can. */
  boundMs: number;
  packages: number;
  countersWithStock: number;
  sales: number;
  salesFen: number;
  salesAfter: number;
  refused: number;
  firstConfirmedAtMs: number | null;
  lastConfirmedAtMs: number | null;
}

export interface WindowSale {
  counter: string;
  counterName: string;
  journal: string;
  seq: number;
  atMs: number;
  order: string;
  entry: string;
  lot: string;
  priceFen: number;
  /** True: sold although the counter had confirmed. */
  isAfter: boolean;
}

export interface EffectParts {
  reader: Queries;
  ledger: Pick<Ledger, 'effectiveAt' | 'confirmedVersions'>;
  stock: Pick<Stock, 'ofEntries' | 'slots'>;
  counters(): readonly Counter[];
  isOnline(counter: string): boolean;
  nowMs(): number;
}

export interface EffectLedger {
  /** Rows of the counters the sanction is about, in order of id. */
  rows(sanction: Sanction): Promise<EffectRow[]>;
  /** Every sale of sanctioned goods since its issue, newest first. */
  sales(sanction: Sanction): Promise<WindowSale[]>;
}

interface Held {
  packages: number;
  slots: number;
}
interface RefusalRow {
  counter: string;
  attempts: number;
  lastAt: number;
}
type SaleRow = Omit<WindowSale, 'counterName' | 'isAfter'>;

const byCounter = <Row extends { counter: string }>(rows: readonly Row[]) =>
  new Map(rows.map((row) => [row.counter, row]));

/** Slots with goods in them. */
export const packagesOf = (slots: readonly SlotState[]): { counter: string; count: number }[] =>
  slots.flatMap(({ counter, goods }) => (goods && goods.count > 0 ? [{ counter, count: goods.count }] : []));

const isChannel = ({ kind }: Pick<Sanction, 'kind'>) => kind === 'channel' || kind === 'company';

/** Entries and lots a sanction is about; a suspended channel's goods are all it holds. */
export const goodsOf = ({
  kind,
  target,
  lots,
  entries,
}: Pick<Sanction, 'kind' | 'target' | 'lots' | 'entries'>) => ({
  entries: kind === 'supplier' ? entries : [target],
  ...(kind === 'lot' ? { lots } : {}),
});

export function createEffectLedger(parts: EffectParts): EffectLedger {
  const { reader, ledger, stock } = parts;

  const confirmedOf = async (sanction: Sanction) =>
    new Map(
      (await ledger.effectiveAt(sanction.listVersion, listOf(sanction.kind))).map((row) => [
        row.counter,
        row.effectiveAtMs,
      ]),
    );

  /** Slots with goods in them, per counter; all goods of the channels when channels are suspended. */
  async function readStock(sanction: Sanction, counters: readonly Counter[]): Promise<Map<string, Held>> {
    const { entries, lots } = goodsOf(sanction);
    const slots = isChannel(sanction)
      ? packagesOf(await stock.slots(counters.map(({ id }) => id)))
      : await stock.ofEntries(entries, lots);
    const held = new Map<string, Held>();
    for (const { counter, count } of slots) {
      const { packages, slots: used } = held.get(counter) ?? { packages: 0, slots: 0 };
      held.set(counter, { packages: packages + count, slots: used + 1 });
    }
    return held;
  }

  const readSales = (sanction: Sanction): Promise<SaleRow[]> =>
    reader.query(
      `SELECT counter, journal, seq, at AS atMs, order_id AS "order", entry, lot, price_fen AS priceFen
       FROM sanction_sale WHERE sanction = ? ORDER BY at DESC`,
      [sanction.id],
    );

  async function rows(sanction: Sanction): Promise<EffectRow[]> {
    const counters = parts
      .counters()
      .filter((counter) => counter.status === 'enrolled' && affects(sanction, counter));
    const [confirmed, held, inside, sales, refusals] = await Promise.all([
      confirmedOf(sanction),
      ledger.confirmedVersions(),
      readStock(sanction, counters),
      readSales(sanction),
      reader.query<RefusalRow>(
        `SELECT counter, sum(attempts) AS attempts, max(last_at) AS lastAt FROM sanction_refusal WHERE sanction = ?
         GROUP BY counter`,
        [sanction.id],
      ),
    ]);
    const known = {
      confirmed,
      until: new Map(held.map((one) => [one.counter, one.expiresAtMs])),
      stock: inside,
      sales: Map.groupBy(sales, ({ counter }) => counter),
      refusals: byCounter(refusals),
    };
    return counters.map((counter) => rowOf(counter, known));
  }

  function stateOf(counter: string, confirmedAtMs: number | null, canSellUntilMs: number): EffectState {
    if (confirmedAtMs !== null) return 'confirmed';
    if (canSellUntilMs <= parts.nowMs()) return 'red';
    return parts.isOnline(counter) ? 'reachable' : 'unreachable';
  }

  function rowOf({ id, name, league, banner, operatingCompany }: Counter, known: Known): EffectRow {
    const confirmedAtMs = known.confirmed.get(id) ?? null;
    const canSellUntilMs = known.until.get(id) ?? 0;
    const sales = known.sales.get(id) ?? [];
    const inWindow = sales.filter(({ atMs }) => confirmedAtMs === null || atMs < confirmedAtMs);
    return {
      counter: id,
      counterName: name,
      league,
      banner,
      operatingCompany,
      state: stateOf(id, confirmedAtMs, canSellUntilMs),
      confirmedAtMs,
      canSellUntilMs,
      packages: known.stock.get(id)?.packages ?? 0,
      slots: known.stock.get(id)?.slots ?? 0,
      sales: inWindow.length,
      salesFen: inWindow.reduce((sum, { priceFen }) => sum + priceFen, 0),
      salesAfter: sales.length - inWindow.length,
      refused: known.refusals.get(id)?.attempts ?? 0,
      lastRefusedAtMs: known.refusals.get(id)?.lastAt ?? null,
    };
  }

  return {
    rows,
    async sales(sanction) {
      const [confirmed, sales] = await Promise.all([confirmedOf(sanction), readSales(sanction)]);
      const names = new Map(parts.counters().map(({ id, name }) => [id, name]));
      return sales.map((sale) => ({
        ...sale,
        counterName: names.get(sale.counter) ?? sale.counter,
        isAfter: sale.atMs >= (confirmed.get(sale.counter) ?? Number.POSITIVE_INFINITY),
      }));
    },
  };
}

interface Known {
  confirmed: ReadonlyMap<string, number>;
  until: ReadonlyMap<string, number>;
  stock: ReadonlyMap<string, Held>;
  sales: ReadonlyMap<string, SaleRow[]>;
  refusals: ReadonlyMap<string, RefusalRow>;
}

export function summaryOf(rows: readonly EffectRow[]): EffectSummary {
  const sum = (pick: (row: EffectRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const count = (state: EffectState) => rows.filter((row) => row.state === state).length;
  const times = rows.flatMap(({ confirmedAtMs }) => (confirmedAtMs === null ? [] : [confirmedAtMs]));
  const least = (a: number | null, b: number) => (a === null || b < a ? b : a);
  const most = (a: number | null, b: number) => (a === null || b > a ? b : a);
  return {
    total: rows.length,
    confirmed: count('confirmed'),
    reachable: count('reachable'),
    unreachable: count('unreachable'),
    red: count('red'),
    boundMs: rows.reduce(
      (until, { state, canSellUntilMs }) =>
        state === 'reachable' || state === 'unreachable' ? Math.max(until, canSellUntilMs) : until,
      0,
    ),
    packages: sum((row) => row.packages),
    countersWithStock: rows.filter(({ packages }) => packages > 0).length,
    sales: sum((row) => row.sales),
    salesFen: sum((row) => row.salesFen),
    salesAfter: sum((row) => row.salesAfter),
    refused: sum((row) => row.refused),
    firstConfirmedAtMs: times.reduce(least, null as number | null),
    lastConfirmedAtMs: times.reduce(most, null as number | null),
  };
}
