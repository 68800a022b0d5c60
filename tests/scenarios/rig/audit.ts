// Judges what a scenario left behind: goods against money, journal against hub. Every broken rule in words.
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { auditSales } from '../../../device/sale/sale-auditor.ts';
import type { BoardTruth } from '../../../simulators/board/board-sim.ts';
import { chainHead, type JournalCopy, type Movements, parsedLines } from './evidence.ts';

export interface Evidence {
  /** The counter's own journal. */
  journal: JournalCopy;
  /** What the hub holds of it. */
  hubJournal: JournalCopy | undefined;
  money: readonly Movements[];
  board: BoardTruth;
  violations: readonly string[];
}

export interface Verdict {
  /** Empty when all is well. */
  problems: string[];
  /** Outcome per item, in the order of the lines. */
  outcomes: string[];
  chargedFen: number;
  refundedFen: number;
  drops: number;
}

/**
 * Breaches that say nothing but that an answer came after its time: a machine that runs many processes is busy. Wrong
 * bytes, wrong pack numbers, a command too many or a drive while a motor turns are never forgiven.
 */
const lateKinds = ['late-command', 'command-instead-of-ack', 'unprompted', 'repeated-after-ack'];

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const ofKind = <K extends Line['kind']>(lines: readonly Line[], kind: K) =>
  lines.filter((line): line is Extract<LineOf<K>, Line> => line.kind === kind);

export function judge(evidence: Evidence): Verdict {
  const lines = parsedLines(evidence.journal);
  const refundedFen = sum(evidence.money.flatMap(({ refunds }) => refunds.map((one) => one.amountFen)));
  return {
    problems: [
      ...journalProblems(evidence),
      ...saleProblems(lines, evidence),
      ...goodsProblems(lines, evidence),
      ...evidence.violations.filter((text) => !lateKinds.some((kind) => text.startsWith(`${kind}:`))),
    ],
    outcomes: ofKind(lines, 'outcome').map((line) => line.outcome),
    chargedFen: sum(evidence.money.map((one) => one.chargedFen)),
    refundedFen,
    drops: evidence.board.drops.length,
  };
}

/** JRN-1, JRN-2, LED-1: an unbroken chain, and the hub holds the same bytes. */
export function journalProblems({ journal, hubJournal }: Pick<Evidence, 'journal' | 'hubJournal'>): string[] {
  const problems: string[] = [];
  if (chainHead(journal) !== journal.head) problems.push('the journal does not hash to its head');
  if (!hubJournal) return [...problems, 'the hub holds nothing of this journal'];
  if (hubJournal.head !== journal.head) problems.push('hub and counter hold different heads');
  if (!Buffer.concat(hubJournal.lines).equals(Buffer.concat(journal.lines)))
    problems.push('hub and counter hold different bytes');
  if (hubJournal.lines.length !== journal.lines.length)
    problems.push(`the hub holds ${hubJournal.lines.length} lines, the counter ${journal.lines.length}`);
  return problems;
}

/** Rules of the sale, by its auditor: motor turns as the board counted them. */
function saleProblems(lines: readonly Line[], { money, board }: Evidence): string[] {
  const motors = board.slots.flatMap(({ selection, motorTurns }) =>
    Array.from({ length: motorTurns }, () => ({
      slot: selection,
      linesBefore: lines.length,
      dropped: false,
    })),
  );
  return auditSales({ lines, money, motors });
}

/**
 * Promise 1, from money and goods alone: whoever kept paying got goods; nothing falls twice for one item; goods
 * that fell although the money went back are an unknown outcome with a locked slot and a ticket.
 */
function goodsProblems(lines: readonly Line[], { money, board }: Evidence): string[] {
  const orders = ofKind(lines, 'order');
  const problems = orders.flatMap(({ order, items }) => {
    const moved = money.find((one) => one.order === order);
    const refunds = new Set(moved?.refunds.map(({ refund }) => refund));
    return items.flatMap((item) => {
      const id = `r${order.slice(1)}-${item.item}`;
      const kept = (moved?.chargedFen ?? 0) > 0 && !refunds.has(id);
      return itemProblems(lines, { ...item, order, kept }, board);
    });
  });
  const ordered = orders.flatMap(({ items }) => items.map(({ slot }) => slot));
  for (const { selection, dropped } of board.slots) {
    const items = ordered.filter((slot) => slot === selection).length;
    if (dropped > items) problems.push(`slot ${selection}: ${dropped} packages fell for ${items} items`);
  }
  return problems;
}

function itemProblems(
  lines: readonly Line[],
  { order, item, slot, kept }: { order: string; item: number; slot: number; kept: boolean },
  board: BoardTruth,
): string[] {
  const dropped = board.slots.find(({ selection }) => selection === slot)?.dropped ?? 0;
  const outcome = ofKind(lines, 'outcome').find(
    (line) => line.order === order && line.item === item,
  )?.outcome;
  if (kept && dropped === 0) return [`${order} item ${item}: paid, and no goods`];
  if (kept && outcome !== 'delivered') return [`${order} item ${item}: paid and ${outcome}`];
  if (outcome !== 'unknown') {
    return !kept && dropped > 0 ? [`${order} item ${item}: goods fell, money went back, ${outcome}`] : [];
  }
  const locked = ofKind(lines, 'slot').some((line) => line.slot === slot && line.locked);
  const ticket = ofKind(lines, 'ticket').some((line) => line.order === order && line.slot === slot);
  return locked && ticket ? [] : [`${order} item ${item}: unknown without lock and ticket`];
}
