// The soak's findings as a table for a person.
import type { Counts, SoakReport } from './soak.ts';

const yuan = (fen: number) => `${(fen / 100).toFixed(2)} yuan`;
const row = (name: string, value: string | number) =>
  console.log(`  ${name.padEnd(44)} ${String(value).padStart(16)}`);

function table(title: string, rows: Counts): void {
  console.log(title);
  for (const [name, value] of Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1))) row(name, value);
}

export function printReport(report: SoakReport): void {
  const { paidFen, deliveredFen, refundedFen, pendingFen, violations } = report;
  console.log(
    `seed ${report.seed}, ${(report.virtualMs / 3_600_000).toFixed(1)} hours of the counters' time`,
  );
  row('sales', report.sales);
  row('orders in the journals', report.orders);
  row('lives of agents', report.lives);
  table('what shoppers did', report.ways);
  table('faults', report.faults);
  table('items', report.items);
  table('cases', report.cases);
  console.log('money');
  row('paid', yuan(paidFen));
  row('= delivered', yuan(deliveredFen));
  row('+ refunded', yuan(refundedFen));
  row('+ pending', yuan(pendingFen));
  row('refunds', report.refunds);
  row('last one settled after healing', `${Math.round(report.settledAfterMs / 1000)} s`);
  row('violations', violations.length);
  for (const violation of violations.slice(0, 100)) console.log(`    ${violation}`);
}
