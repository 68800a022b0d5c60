// The hub's totals of a day against the sum of the lines: whoever reports other figures than the counters signed is named.
import { exportedTotalMessage, exportPaths } from '@zhuangui/protocol/export-format.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { createDays } from './days.ts';
import type { ExportFolder } from './export/export-folder.ts';
import type { Findings } from './findings.ts';

export interface Totals {
  outcome(counter: string, line: LineOf<'outcome'>): void;
  /** `entry` undefined: its order began before what is here. */
  refund(counter: string, entry: string | undefined, line: LineOf<'refund'>): void;
  /** Compares with what the hub says. */
  compare(folder: ExportFolder, findings: Findings): void;
}

const figures = ['sales', 'salesFen', 'refunds', 'refundsFen', 'notDelivered', 'unknown'] as const;
type Sums = Record<(typeof figures)[number], number>;

export function createTotals(): Totals {
  const sums = new Map<string, Sums>();
  const incomplete = new Set<string>();
  const days = createDays();

  function sumOf(atMs: number, counter: string, entry: string, method: string): Sums {
    const key = `${days.of(atMs)} ${counter} ${entry} ${method}`;
    let found = sums.get(key);
    if (!found) {
      found = { sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0 };
      sums.set(key, found);
    }
    return found;
  }

  return {
    outcome(counter, { at, entry, method, outcome, priceFen }) {
      const sum = sumOf(at, counter, entry, method);
      if (outcome === 'delivered') {
        sum.sales += 1;
        sum.salesFen += priceFen;
      } else if (outcome === 'unknown') sum.unknown += 1;
      else sum.notDelivered += 1;
    },
    refund(counter, entry, { at, method, amountFen }) {
      if (entry === undefined) incomplete.add(`${days.of(at)} ${counter}`);
      const sum = sumOf(at, counter, entry ?? '', method);
      sum.refunds += 1;
      sum.refundsFen += amountFen;
    },
    compare(folder, findings) {
      if (!folder.has(exportPaths.totals))
        return findings.unchecked('totals of the hub: the export holds none');
      const { from, to } = folder.manifest.period;
      const isInside = (one: string) => (from === null || one >= from) && (to === null || one <= to);
      const missing = new Set([...sums.keys()].filter((key) => isInside(key.slice(0, 10))));
      folder.rows(exportPaths.totals, exportedTotalMessage, (row) => {
        const key = `${row.day} ${row.counter} ${row.entry} ${row.method}`;
        if (!isInside(row.day)) return;
        missing.delete(key);
        if (incomplete.has(`${row.day} ${row.counter}`))
          return findings.unchecked('totals of a day with orders that began before the export');
        findings.checked('totals of the hub');
        const own = sums.get(key);
        const wrong = figures.filter((name) => (own?.[name] ?? 0) !== row[name]);
        for (const name of wrong)
          findings.violation(
            'hub-total',
            { counter: row.counter },
            `${key}: ${name} ${row[name]}, the lines give ${own?.[name] ?? 0}`,
          );
      });
      for (const key of missing) {
        const [one, counter] = key.split(' ');
        if (incomplete.has(`${one} ${counter}`)) continue;
        if (figures.some((name) => sums.get(key)![name] !== 0))
          findings.violation(
            'hub-total',
            { counter },
            `${key}: the lines give ${sums.get(key)!.sales} sales, the hub reports nothing`,
          );
      }
    },
  };
}
