// All journals of one counter, line by line: chain, order of events, permits, money; one line in memory at a time.
import { isUtf8 } from 'node:buffer';
import { isLineKind, type Line, lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import type { ExportFolder } from '../export/export-folder.ts';
import type { Findings, Place } from '../findings.ts';
import type { ListContent } from '../lists/content.ts';
import type { Published } from '../lists/published.ts';
import type { ReadLog } from '../log/read-log.ts';
import type { Money } from '../money/money.ts';
import type { Totals } from '../totals.ts';
import type { Withdrawals } from '../withdrawals.ts';
import { createCash } from './cash.ts';
import { type NamedHead, walkJournal } from './chain.ts';
import type { CounterJournals } from './counters.ts';
import { createGoods } from './goods.ts';
import { createListsJudge, type InForce } from './lists-applied.ts';
import { createOrders, pendingBoundMs } from './orders.ts';
import { createPermitJudge } from './permits.ts';
import { createTrustedTime } from './trusted-time.ts';

export interface WalkParts {
  folder: ExportFolder;
  findings: Findings;
  published: Published;
  content: ListContent;
  money: Money;
  totals: Totals;
  withdrawals: Withdrawals;
  /** What the transparency log says of a journal, ascending. */
  log: ReadLog;
  loggedHeads(counter: string, journal: string): readonly NamedHead[];
  everyHead: boolean;
}

export function createCounterWalk(parts: WalkParts): (counter: CounterJournals) => void {
  const { folder, findings, money, totals, withdrawals } = parts;
  const listsJudge = createListsJudge(
    parts.published,
    findings,
    parts.log.isHere ? parts.log.root : undefined,
  );
  const permitJudge = createPermitJudge(parts.content, findings);

  return ({ counter, keys, journals }) => {
    const goods = createGoods();
    const cash = createCash(findings);
    const time = createTrustedTime();
    const isWhole = journals[0]?.index.from === 1;
    const orders = createOrders(findings, () => isWhole, money);
    let inForce: InForce | undefined;
    let held: InForce | undefined;
    let lastAtMs = 0;

    function permitted(line: Line, place: Place): void {
      const trustedMs = time.at(line.at, line.up);
      if (line.kind === 'order')
        for (const item of line.items)
          permitJudge.judge(item, counter, inForce, goods, trustedMs, { ...place, order: line.order });
      if (line.kind === 'dispensing')
        permitJudge.judge(line, counter, inForce, goods, trustedMs, { ...place, order: line.order });
      if (line.kind === 'test-vend') permitJudge.judge(line, counter, inForce, goods, trustedMs, place);
    }

    function take(line: Line, place: Place): void {
      switch (line.kind) {
        case 'boot':
          return time.booted(line.up);
        case 'lists':
          time.floor(line.timeFloor, line.up);
          inForce = listsJudge.judge(line, held, place);
          held = inForce ?? held;
          if (inForce) withdrawals.applied(counter, inForce.snapshot.versions.withdrawals, line.at);
          return;
        case 'freshness':
        case 'clock':
          return time.floor(line.timeFloor, line.up);
        case 'restock':
          return goods.restocked(line);
        case 'order':
          permitted(line, place);
          if (line.method === 'cash') cash.ordered(line.order);
          return orders.order(line, place);
        case 'paid':
          cash.paid(line.order, line.amountFen);
          return orders.paid(line, place);
        case 'dispensing':
          permitted(line, place);
          return orders.dispensing(line, place);
        case 'test-vend':
          return permitted(line, place);
        case 'outcome':
          if (line.outcome === 'delivered') cash.sold(line.order, line.priceFen);
          totals.outcome(counter, line);
          return orders.outcome(line, place);
        case 'refund': {
          const entry = orders.get(line.order)?.items[line.item - 1];
          if (line.state === 'done') {
            if (entry?.doneFen === undefined) totals.refund(counter, entry?.entry, line);
            cash.back(line.order, line.amountFen);
          }
          return orders.refund(line, place);
        }
        case 'closed':
          cash.settled(line.order);
          return orders.closed(line, place);
        case 'cash':
          return cash.moved(line);
      }
    }

    function line(bytes: Buffer, seq: number, journal: string): void {
      const place: Place = { counter, journal, seq };
      const read = readLine(bytes);
      if (typeof read === 'string') return findings.violation('line-invalid', place, read);
      if (read === undefined) return findings.unchecked('lines of a kind this version does not know');
      if (read.seq !== seq) findings.violation('chain-broken', place, `it says it is line ${read.seq}`);
      time.passed(read.up);
      lastAtMs = Math.max(lastAtMs, read.at);
      take(read, place);
    }

    for (const { index, named } of journals) {
      // Another journal knows nothing of the lists of the one before; what stands in the slots is carried over.
      inForce = undefined;
      findings.checked('journals');
      const heads = [...named, ...parts.loggedHeads(counter, index.journal)].sort((a, b) => a.seq - b.seq);
      walkJournal(folder, findings, index, { keys, named: heads, everyHead: parts.everyHead }, (bytes, seq) =>
        line(bytes, seq, index.journal),
      );
    }
    cash.finish(counter);
    for (const order of orders.open()) {
      if (order.paidFen === undefined) continue;
      findings.checked('orders pending at the end');
      if (lastAtMs - order.paidAtMs! > pendingBoundMs)
        findings.violation(
          'money-pending',
          { counter, order: order.order },
          `paid ${order.paidFen} fen at ${order.paidAtMs}`,
        );
    }
    findings.checked('counters');
  };
}

/** A line by its schema; a sentence when it is none; undefined for a kind this version does not know. */
function readLine(bytes: Buffer): Line | string | undefined {
  if (!isUtf8(bytes)) return 'its bytes are not UTF-8';
  let value: { kind?: unknown };
  try {
    value = JSON.parse(bytes.toString('utf8')) as { kind?: unknown };
  } catch {
    return 'it is not JSON';
  }
  const kind = value?.kind;
  if (typeof kind !== 'string') return 'it has no kind';
  if (!isLineKind(kind)) return undefined;
  const checked = lineMessage(kind).check(value);
  return checked.ok ? (checked.value as Line) : checked.problem.message;
}
