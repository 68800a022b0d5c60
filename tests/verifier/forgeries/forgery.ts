// What forgeries are, and what several of them need.
import { exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { VerifyOptions } from '../../../verifier/verify.ts';
import type { DayResult } from '../day/day.ts';
import type { Forger, LineOf } from './forger.ts';

/** What must be among the violations; fields that are not said may be anything. */
export interface Expected {
  rule: string;
  counter?: string;
  seq?: number;
  order?: string;
  file?: string;
}
export interface Forgery {
  name: string;
  forge(forger: Forger, day: DayResult): Promise<Expected[]> | Expected[];
  /** What the auditor brought along. */
  options?(day: DayResult): VerifyOptions;
}

export const counter = 'd-0001';
export const at = <K extends Line['kind']>(
  lines: readonly Line[],
  kind: K,
  fits: (line: LineOf<K>) => boolean = () => true,
) => {
  const index = lines.findIndex((line) => line.kind === kind && fits(line as LineOf<K>));
  if (index < 0) throw new Error(`the day has no such ${kind}`);
  return { index, line: lines[index] as LineOf<K>, seq: index + 1 };
};
export const soldByCode = (line: LineOf<'outcome'>) => line.outcome === 'delivered' && line.method !== 'cash';
export const withLine = (lines: readonly Line[], index: number, line: Line): Line[] =>
  lines.map((one, each) => (each === index ? line : one));

/** Everything an order says, changed the same way in all its lines. */
export const inOrder = (lines: readonly Line[], order: string, change: (line: Line) => Line): Line[] =>
  lines.map((line) => ('order' in line && line.order === order ? change(line) : line));

/** The order of a sale by code with one item that stands after line `from`. */
export function oneItemSale(lines: readonly Line[], from = 0): { order: string; seq: number } {
  const single = lines.filter(
    (line): line is LineOf<'order'> => line.kind === 'order' && line.items.length === 1 && line.seq > from,
  );
  const sold = single.find(({ order }) =>
    lines.some((line) => line.kind === 'outcome' && line.order === order && line.outcome === 'delivered'),
  );
  if (!sold) throw new Error('no sale of one item after this line');
  return { order: sold.order, seq: sold.seq };
}

export const versions = (forger: Forger, role: string): number[] =>
  forger
    .files()
    .flatMap((path) =>
      path.startsWith(`metadata/${role}/`) ? [Number(/(\d+)\.json$/.exec(path)?.[1])] : [],
    );
export const newest = (forger: Forger, role: string): number => Math.max(...versions(forger, role));
export const signedOf = (forger: Forger, role: string, version: number) =>
  (
    JSON.parse(forger.read(exportPaths.metadata(role, version)).toString('utf8')) as {
      signed: Record<string, unknown>;
    }
  ).signed;
