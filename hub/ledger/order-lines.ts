// The lines of one order as the counter wrote them, each with its hash in the chain, for whoever checks a receipt.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { linesOf } from './exports.ts';

export interface OrderLines {
  journal: string;
  lines: { seq: number; hash: string; text: string }[];
  /** Signed heads over the stretches the lines stand in. */
  heads: { seq: number; hash: string; sig: string }[];
}

interface PartRow {
  journal: string;
  from_seq: number;
  to_seq: number;
  prev: string;
  head: string;
  sig: string;
  bytes: Uint8Array;
}

/** A counter's clock may run ahead of the hub's by this much. */
const aheadMs = 86_400_000;
/** An order ends within a few hand-ins; a receipt shows no more. */
const partsMax = 20;

/** Searches the counter's stretches that arrived since the order began; exact bytes, nothing is parsed to find them. */
export async function readOrderLines(
  db: Queries,
  counter: string,
  order: string,
): Promise<OrderLines | undefined> {
  const parts = await partsNaming(db, counter, order);
  const journal = parts[0]?.journal;
  if (journal === undefined) return undefined;
  const own = parts.filter((part) => part.journal === journal);
  return {
    journal,
    lines: own.flatMap((part) => linesNaming(part, order)),
    heads: own.map(({ to_seq: seq, head: hash, sig }) => ({ seq, hash, sig })),
  };
}

async function partsNaming(db: Queries, counter: string, order: string): Promise<PartRow[]> {
  const rows = await db.query<PartRow>(
    `SELECT journal, from_seq, to_seq, prev, head, sig, bytes FROM journal
     JOIN sale_order ON sale_order.journal_key = key
     JOIN journal_part AS part ON part.journal_key = key
     WHERE counter = ?1 AND order_id = ?2 AND part.received_at >= coalesce(at, 0) - ?3
       AND instr(part.bytes, CAST(?2 AS BLOB)) > 0
     ORDER BY key DESC, to_seq LIMIT ?4`,
    [counter, order, aheadMs, partsMax],
  );
  // The order's id may stand in a line that is not about it (a text a person wrote).
  return rows.filter(({ bytes }) => Buffer.from(bytes).includes(`"order":"${order}"`));
}

/** A stretch of a journal that leads from lines of an order to a head the counter signed; `prev` is the hash before it. */
export interface OrderPart {
  from: number;
  to: number;
  prev: string;
  head: string;
  sig: string;
  lines: Uint8Array[];
}

/** TLOG-11: nothing before the order's first line; what follows is needed to come to the signed head. */
export async function readOrderParts(
  db: Queries,
  counter: string,
  order: string,
): Promise<{ journal: string; parts: OrderPart[] } | undefined> {
  const found = await partsNaming(db, counter, order);
  const journal = found[0]?.journal;
  if (journal === undefined) return undefined;
  const parts = found.filter((part) => part.journal === journal).map((part) => cutBefore(part, order));
  return { journal, parts };
}

function cutBefore(part: PartRow, order: string): OrderPart {
  const lines = linesOf(part.bytes);
  const first = lines.findIndex((bytes) => Buffer.from(bytes).includes(`"order":"${order}"`));
  const prev = lines.slice(0, first).reduce(nextHash, part.prev);
  const { to_seq: to, head, sig } = part;
  return { from: part.from_seq + first, to, prev, head, sig, lines: lines.slice(first) };
}

function linesNaming(part: PartRow, order: string): OrderLines['lines'] {
  let hash = part.prev;
  return linesOf(part.bytes).flatMap((bytes, at) => {
    hash = nextHash(hash, bytes);
    const text = Buffer.from(bytes).toString('utf8');
    return text.includes(`"order":"${order}"`) ? [{ seq: part.from_seq + at, hash, text }] : [];
  });
}
