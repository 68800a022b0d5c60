// What happens to goods under a sanction, kept with the journal lines it follows from: sales and refused tries.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { CommittedGroup, Projection } from '../ledger/projection.ts';
import { affects, type CounterPlace, type Sanction } from './sanction-lists.ts';

export interface SanctionBook {
  /** LED-11: given to the ledger. */
  projection: Projection;
  /** Before its list is signed, so that no sale slips between. */
  add(sanction: Sanction): void;
  /** The list could not be signed: as if it had never been. */
  forget(id: string): void;
  released(id: string, atMs: number): void;
  /** Whether a suspension in force covers this counter. */
  suspends(counter: CounterPlace): boolean;
}

export interface BookParts {
  /** Every sanction ever. */
  sanctions: readonly Sanction[];
  supplierOf(entry: string): string | undefined;
  counterOf(counter: string): CounterPlace | undefined;
}

const reasonOf: Record<Sanction['kind'], GateReason> = {
  product: 'product-withdrawn',
  lot: 'lot-withdrawn',
  supplier: 'supplier-blacklisted',
  channel: 'channel-suspended',
  company: 'channel-suspended',
};

const saleSql = `INSERT INTO sanction_sale (sanction, counter, journal, seq, at, order_id, entry, lot, price_fen)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
  value ->> 8 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`;
const refusalSql = `INSERT INTO sanction_refusal (sanction, counter, point, attempts, first_at, last_at)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE true
  ON CONFLICT (sanction, counter, point) DO UPDATE SET attempts = attempts + excluded.attempts,
    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`;

type Tried = [
  sanction: string,
  counter: string,
  point: string,
  attempts: number,
  firstAt: number,
  lastAt: number,
];

/** SANC-10: in memory by target, so that a commit without sanctioned goods costs nothing. */
export function createSanctionBook(parts: BookParts): SanctionBook {
  const byId = new Map<string, Sanction>();
  const byTarget = new Map<string, Set<string>>();

  function keysOf({ kind, target, entries }: Sanction): string[] {
    if (kind === 'supplier') return [`s ${target}`, ...entries.map((entry) => `e ${entry}`)];
    return [`${kind === 'channel' ? 'c' : kind === 'company' ? 'o' : 'e'} ${target}`];
  }

  function add(sanction: Sanction): void {
    byId.set(sanction.id, sanction);
    for (const key of keysOf(sanction)) byTarget.set(key, (byTarget.get(key) ?? new Set()).add(sanction.id));
  }

  function forget(id: string): void {
    const sanction = byId.get(id);
    byId.delete(id);
    if (sanction) for (const key of keysOf(sanction)) byTarget.get(key)?.delete(id);
  }

  /** Sanctions that were in force for these goods on this counter at that moment of the counter's own clock. */
  function inForce(at: number, counter: string, entry?: string, lot?: string): Sanction[] {
    const place = parts.counterOf(counter);
    const keys = [`c ${counter}`, ...(place ? [`o ${place.operatingCompany}`] : [])];
    if (entry !== undefined) keys.push(`e ${entry}`, `s ${parts.supplierOf(entry) ?? ''}`);
    const ids = new Set(keys.flatMap((key) => [...(byTarget.get(key) ?? [])]));
    return [...ids]
      .map((id) => byId.get(id)!)
      .filter((one) => at >= one.at && at < (one.releasedAt ?? Number.POSITIVE_INFINITY))
      .filter((one) => one.kind !== 'lot' || (lot !== undefined && one.lots.includes(lot)))
      .filter((one) => one.kind !== 'company' || (place !== undefined && affects(one, place)));
  }

  async function writeSales(tx: Queries, { draft, parts: stretches }: CommittedGroup): Promise<void> {
    const journals = new Map(stretches.map(({ key, journal }) => [key, journal]));
    const rows = draft.sales.flatMap(({ key, counter, seq, atMs, order, entry, lot, priceFen }) =>
      inForce(atMs, counter, entry, lot).map(({ id }) => [
        id,
        counter,
        journals.get(key) ?? '',
        seq,
        atMs,
        order,
        entry,
        lot,
        priceFen,
      ]),
    );
    if (rows.length > 0) await tx.run(saleSql, [JSON.stringify(rows)]);
  }

  async function writeRefusals(tx: Queries, { draft }: CommittedGroup): Promise<void> {
    const rows = new Map<string, Tried>();
    for (const { atMs, counter, point, entry, lot, reasons } of draft.refusals)
      for (const { id, kind } of inForce(atMs, counter, entry, lot))
        if (reasons.includes(reasonOf[kind])) {
          const key = `${id} ${counter} ${point}`;
          const row = rows.get(key) ?? [id, counter, point, 0, atMs, atMs];
          rows.set(key, [id, counter, point, row[3] + 1, Math.min(row[4], atMs), Math.max(row[5], atMs)]);
        }
    if (rows.size > 0) await tx.run(refusalSql, [JSON.stringify([...rows.values()])]);
  }

  for (const sanction of parts.sanctions) add(sanction);
  return {
    async projection(tx, group) {
      if (byId.size === 0) return;
      await writeSales(tx, group);
      await writeRefusals(tx, group);
    },
    add,
    forget,
    released(id, atMs) {
      const sanction = byId.get(id);
      if (sanction) byId.set(id, { ...sanction, releasedAt: atMs });
    },
    suspends: (counter) =>
      [`c ${counter.id}`, `o ${counter.operatingCompany}`].some((key) =>
        [...(byTarget.get(key) ?? [])].some((id) => {
          const one = byId.get(id)!;
          return one.releasedAt === null && affects(one, counter);
        }),
      ),
  };
}
