// pure
// What the ledger takes from a line. Only kinds it sums are parsed in full; every line is stored as it came.
import { isLineKind, type LineKind, type LineOf, lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import { parseJson } from '@zhuangui/protocol/schema.ts';

/** Kinds the ledger adds up or shows. */
const ledgerKinds = [
  'order',
  'paid',
  'outcome',
  'refund',
  'closed',
  'refused',
  'lists',
  'ticket',
  'boot',
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];
export type LedgerLine = LineOf<LedgerKind>;

/** Kinds that projections of other slices fold (`projection.ts`); the ledger itself only hands them on. */
const projectedKinds = [
  'fault',
  'temperature',
  'door',
  'restock',
  'stock',
  'cash-count',
  'service',
  'settings',
  'clock',
  'slot',
  'test-outcome',
  'operator',
] as const;
export type ProjectedKind = (typeof projectedKinds)[number];
export type ProjectedLine = LineOf<ProjectedKind>;
const isProjected = (kind: string): kind is ProjectedKind =>
  (projectedKinds as readonly string[]).includes(kind);

export type LineFact =
  | { kind: 'line'; line: LedgerLine }
  | { kind: 'projected'; line: ProjectedLine }
  /** Chain-valid, but not what the protocol describes (LED-6). */
  | { kind: 'bad'; why: string };

const parsers = new Map(
  [...ledgerKinds, ...projectedKinds].map((kind) => [kind as string, lineMessage(kind)]),
);
const beginning = /^\{"seq":(\d{1,13}),"at":\d{1,14},"up":\d{1,16},"kind":"([a-z]{1,20})"[,}]/;
const secondKind = Buffer.from('"kind":');
const beginningBytes = 96;

const bad = (why: string): LineFact => ({ kind: 'bad', why });

/** LED-6: line number and exact bytes to what the ledger keeps of it; undefined for nothing. Never throws. */
export function factOf(seq: number, bytes: Buffer): LineFact | undefined {
  const kind = sniffKind(seq, bytes);
  if (kind === undefined) return carefully(seq, bytes);
  const parser = parsers.get(kind);
  if (parser === undefined) return undefined;
  const parsed = parser.parse(bytes);
  return parsed.ok ? factOfLine(parsed.value as LedgerLine | ProjectedLine) : bad(parsed.problem.message);
}

/** The kind of a line that looks as the agent writes it; undefined asks for a full parse. */
function sniffKind(seq: number, bytes: Buffer): LineKind | undefined {
  const match = beginning.exec(bytes.toString('latin1', 0, Math.min(beginningBytes, bytes.length)));
  if (match === null || Number(match[1]) !== seq || !isLineKind(match[2])) return undefined;
  // A later field of the same name would win in a full parse; then both readers must see the same line.
  return bytes.indexOf(secondKind, match[0].length) === -1 ? match[2] : undefined;
}

function carefully(seq: number, bytes: Buffer): LineFact | undefined {
  const json = parseJson('journal line', bytes);
  if (!json.ok) return bad(json.problem.message);
  const { kind, seq: written } = (json.value ?? {}) as { kind?: unknown; seq?: unknown };
  if (!isLineKind(kind)) return bad(`journal line: kind ${String(kind).slice(0, 40)} is unknown`);
  const checked = lineMessage(kind).check(json.value);
  if (!checked.ok) return bad(checked.problem.message);
  if (written !== seq) return bad(`journal line: calls itself ${written}`);
  return parsers.has(kind) ? factOfLine(checked.value as LedgerLine | ProjectedLine) : undefined;
}

const factOfLine = (line: LedgerLine | ProjectedLine): LineFact =>
  isProjected(line.kind)
    ? { kind: 'projected', line: line as ProjectedLine }
    : { kind: 'line', line: line as LedgerLine };
