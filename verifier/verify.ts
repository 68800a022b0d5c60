// One export, judged: the files, the lists, every counter's journals, the money, the log. Trusts no word of the hub.
import { readFileSync } from 'node:fs';
import type { ExportManifest } from '@zhuangui/protocol/export-format.ts';
import { openExport } from './export/export-folder.ts';
import { createFindings, type Violation } from './findings.ts';
import type { NamedHead } from './journal/chain.ts';
import { readCounters } from './journal/counters.ts';
import { createCounterWalk } from './journal/walk-counter.ts';
import { readContent } from './lists/content.ts';
import { readPublished } from './lists/published.ts';
import { readRoots } from './lists/roots.ts';
import { compareLists } from './log/log-lists.ts';
import { type ReadLog, readLog } from './log/read-log.ts';
import { createMoney } from './money/money.ts';
import { createTotals } from './totals.ts';
import { createWithdrawals, type WithdrawalFigures } from './withdrawals.ts';

export interface VerifyOptions {
  /** Root metadata the auditor trusts, as a file. */
  root?: string | undefined;
  logKeys?: readonly string[];
  /** Signed notes. */
  checkpoints?: readonly string[];
  everyHead?: boolean;
  /** Told after each counter. */
  progress?: (done: number, all: number) => void;
}

export interface Report {
  /** No violation was found. What could not be checked stands in `unchecked`. */
  accepted: boolean;
  manifest: Pick<ExportManifest, 'madeAtMs' | 'period' | 'counters'>;
  checked: Record<string, number>;
  unchecked: Record<string, number>;
  withdrawals: WithdrawalFigures;
  violations: readonly Violation[];
  /** All of them, also those not listed one by one. */
  total: number;
  byRule: Record<string, number>;
}

/** Judges the export in `folder`. Throws NoExport when there is none; whatever else its files say ends in the report. */
export function verifyExport(folder: string, options: VerifyOptions = {}): Report {
  const findings = createFindings();
  const read = openExport(folder, findings);
  const pinned = options.root === undefined ? undefined : readFileSync(options.root);
  const roots = readRoots(read, findings, pinned);
  const published = readPublished(read, findings, roots);
  const content = readContent(read, findings, published);
  const log = readLog(read, findings, {
    keys: options.logKeys ?? [],
    checkpoints: options.checkpoints ?? [],
  });
  compareLists(findings, published, log);
  const money = createMoney(read, findings);
  const totals = createTotals();
  const withdrawals = createWithdrawals(published);
  const counters = readCounters(read, findings);
  const logged = loggedHeads(log, read.manifest.period.to);
  const walk = createCounterWalk({
    ...{ folder: read, findings, published, content, money, totals, withdrawals, log },
    loggedHeads: (counter, journal) => logged.get(`${counter} ${journal}`) ?? [],
    everyHead: options.everyHead ?? false,
  });
  for (const [index, counter] of counters.entries()) {
    walk(counter);
    options.progress?.(index + 1, counters.length);
  }
  const here = new Set(
    counters.flatMap(({ counter, journals }) => journals.map(({ index }) => `${counter} ${index.journal}`)),
  );
  const { period, counters: named } = read.manifest;
  for (const [name, heads] of logged) {
    if (here.has(name)) continue;
    const [counter = '', journal = ''] = name.split(' ');
    if (period.from !== null || (named !== null && !named.includes(counter)))
      findings.unchecked('journals the log knows that are outside this export');
    else
      findings.violation(
        'log-head',
        { counter, journal, seq: heads.at(-1)!.seq },
        `${heads.at(-1)!.by} knows this journal, and it is not here`,
      );
  }
  money.finish();
  totals.compare(read, findings);
  read.finish();
  const ids = counters.map(({ counter }) => counter);
  return {
    accepted: findings.total === 0,
    manifest: { madeAtMs: read.manifest.madeAtMs, period, counters: named },
    checked: Object.fromEntries(findings.counts),
    unchecked: Object.fromEntries(findings.gaps),
    withdrawals: withdrawals.figures(ids),
    violations: findings.violations,
    total: findings.total,
    byRule: Object.fromEntries(findings.byRule),
  };
}

/** By `counter journal`, ascending; heads after the period are not here to be compared. */
function loggedHeads(log: ReadLog, to: string | null): Map<string, NamedHead[]> {
  const heads = new Map<string, NamedHead[]>();
  for (const { leaf, by } of log.heads) {
    if (to !== null && leaf.day > to) continue;
    const name = `${leaf.counter} ${leaf.journal}`;
    const known = heads.get(name) ?? [];
    known.push({ seq: leaf.seq, hash: leaf.hash, by, rule: 'log-head', sig: leaf.sig });
    heads.set(name, known);
  }
  for (const all of heads.values()) all.sort((a, b) => a.seq - b.seq);
  return heads;
}
