// pure
// The report as an auditor reads it: the answer first, then what was checked, what could not be, and every violation.
import type { Violation } from './findings.ts';
import { rules } from './rules.ts';
import type { Report } from './verify.ts';

const number = (value: number) => value.toLocaleString('en');
const rows = (map: Record<string, number>) =>
  Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `  ${number(times).padStart(14)}  ${what}\n`)
    .join('');
/** Text of an export may hold anything: nothing of it moves the cursor. */
const plain = (text: string) => text.replace(/\p{C}/gu, '�');

function placeOf({ counter, journal, seq, order, file }: Violation): string {
  const parts = [
    counter && `counter ${counter}`,
    journal && `journal ${journal}`,
    seq !== undefined && `line ${seq}`,
    order && `order ${order}`,
    file && `file ${file}`,
  ];
  return parts.filter(Boolean).join(', ');
}

const line = (one: Violation) =>
  `  [${one.rule}] ${one.promise === 0 ? 'the export' : `promise ${one.promise}`}: ${rules[one.rule].says}\n` +
  `      ${plain(placeOf(one))}\n      ${plain(one.detail)}\n`;

/** `seconds`: how long it took. */
export function printReport(report: Report, identity: string, seconds: number): string {
  const { accepted, manifest, checked, unchecked, violations, total, byRule, withdrawals } = report;
  const { from, to } = manifest.period;
  const lines = checked['journal lines'] ?? 0;
  const ms = (value: number) => `${number(value / 1000)} s`;
  return [
    `${identity}\n`,
    `period ${from ?? 'from the beginning'} to ${to ?? 'the end'}, ${manifest.counters === null ? 'all counters' : `${manifest.counters.length} counters`}, made ${new Date(manifest.madeAtMs).toISOString()}\n`,
    `${number(lines)} journal lines in ${seconds.toFixed(1)} s\n\n`,
    accepted ? '没有发现违规 NO VIOLATION FOUND\n' : `发现违规 ${number(total)} VIOLATIONS FOUND\n`,
    `\n已核对 CHECKED\n${rows(checked)}`,
    withdrawals.published > 0
      ? `\n下架生效 WITHDRAWALS\n  ${withdrawals.published} published after the first list; applied ${number(withdrawals.applied)} times: half within ${ms(withdrawals.p50Ms)}, 99 % within ${ms(withdrawals.p99Ms)}, longest ${ms(withdrawals.maxMs)}\n` +
        `  counters whose lines end before they applied the newest: ${withdrawals.behind.length === 0 ? 'none' : withdrawals.behind.slice(0, 20).join(' ')}\n`
      : '',
    Object.keys(unchecked).length > 0 ? `\n未能核对 COULD NOT BE CHECKED\n${rows(unchecked)}` : '',
    accepted ? '' : `\n按规则 BY RULE\n${rows(byRule)}\n违规 VIOLATIONS\n${violations.map(line).join('')}`,
    total > violations.length ? `  … and ${number(total - violations.length)} more\n` : '',
  ].join('');
}
