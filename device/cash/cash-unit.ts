// Cash through the board as a way to pay (rules CASH-1 to CASH-18, docs/rules/cash.md).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { Board } from '../board/board-api.ts';
import type { BoardEvent, MoneyReceived } from '../board/board-types.ts';
import type { Payment } from '../payment/payment.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { SaleJournal } from '../sale/sale-session.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { CashView } from '../screens/operator-views.ts';
import { Acceptance } from './acceptance.ts';
import {
  type CashBook,
  type CashBox,
  creditFen,
  foldBook,
  handedOver,
  isEven,
  spareFen,
} from './cash-book.ts';
import { type CashTimes, defaultCashTimes } from './cash-times.ts';
import { Change } from './change.ts';
import { CreditLevel } from './credit-level.ts';
import { cashLine, differenceLines, forfeitLines, type OwedCash, owedOf, targetsOf } from './payout-lines.ts';
import { Payouts } from './payouts.ts';
import { Signals } from './signals.ts';
import { notPaid, Till } from './till.ts';

export interface CashParts {
  board: Pick<Board, 'command' | 'onEvent' | 'status'>;
  journal: SaleJournal;
  /** Projections written in the same transaction as the lines; must include `projectCash`. */
  project?: ((tx: Queries, lines: readonly Line[]) => Promise<void>) | undefined;
  /** Hears of every commit of this unit, for the agent's other memories. */
  committed?: ((lines: readonly Line[]) => void) | undefined;
  /** The book at start: `loadCashBook`. */
  book: CashBook;
  clock: Clock;
  log: Log;
  settings(): Pick<CounterSettings, 'cash' | 'methods'>;
  times?: Partial<CashTimes> | undefined;
}

export interface CashUnit extends Payment {
  /** Call for every committed line before anything else goes on; a line told twice counts once. */
  apply(lines: readonly Line[]): void;
  view(): CashView;
  /** Why cash is not offered now; undefined: it is. Asks the board for news when the last are old. */
  available(): undefined | 'no-change' | 'cash-unit';
  /** What is in for an order that is being paid; undefined for any other. */
  inserted(order: string): { insertedFen: number; accepting: boolean } | undefined;
  /** Refunds in cash that the machine did not pay yet. */
  owed(): OwedCash[];
  count(
    counted: { box: CashBox; countedFen: number; leftFen: number },
    operator: string,
  ): Promise<DeskAnswer>;
  /** A person gave the money; all that is owed to the order, no more and no less. */
  handOver(order: string, amountFen: number, operator: string): Promise<DeskAnswer>;
  /** Asks the board for change and acceptors now. */
  refresh(): Promise<void>;
  onChange(listener: () => void): () => void;
  close(): void;
}

/** Modes of 0x21 (hardware protocol 1.7, "Money"). */
const NOTE = 1;
const COIN = 2;
const SWALLOWED = 8;
/** Errors that say that this very line will never be taken. */
const hopeless: readonly unknown[] = ['invalid', 'too-large', 'misuse', 'closed'];

const no = (code: 'not-now' | 'wrong' | 'failed', why: string, message: string): DeskAnswer => ({
  ok: false,
  code,
  why,
  message,
});

class Unit implements CashUnit {
  readonly method = 'cash';
  readonly #parts: CashParts;
  readonly #times: CashTimes;
  readonly #signals: Signals;
  readonly #credit = new CreditLevel();
  readonly #change = new Change();
  readonly #acceptance: Acceptance;
  readonly #payouts: Payouts;
  readonly #till: Till;
  readonly #listeners = new Set<() => void>();
  readonly #off: () => void;
  #book: CashBook;
  #writing: Promise<boolean> = Promise.resolve(true);
  #refreshing: Promise<void> | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  #comparing = false;
  #waitingForOwner = false;

  constructor(parts: CashParts) {
    this.#parts = parts;
    this.#book = parts.book;
    this.#times = { ...defaultCashTimes, ...parts.times };
    const { board, clock, log } = parts;
    const signals = new Signals(clock);
    const command: Board['command'] = (one) => board.command(one);
    const book = () => this.#book;
    const changed = () => this.#tell();
    this.#signals = signals;
    this.#acceptance = new Acceptance({ command, clock, changed });
    this.#payouts = new Payouts({
      command,
      book,
      active: () => this.#till.order,
      written: () => this.#writing,
      record: (lines) => this.#record(lines),
      announce: (lines) => this.#append(lines),
      credit: this.#credit,
      signals,
      times: this.#times,
      log,
    });
    this.#till = new Till({
      acceptance: this.#acceptance,
      payouts: this.#payouts,
      signals,
      book,
      settled: async (order) => {
        await this.#compare(order);
        return this.#writing;
      },
      settleMs: this.#times.settleMs,
      changed,
    });
    this.#off = board.onEvent((event) => this.#heard(event));
    if (board.status().online) this.#begin();
  }

  // --- what the sale asks -----------------------------------------------------------------------------------------

  async request({ order, totalFen }: { order: string; totalFen: number }) {
    const why = this.available();
    if (why !== undefined && this.#till.order !== order) return notPaid(`no cash is taken now: ${why}`);
    const { maxInsertedFen } = this.#parts.settings().cash;
    if (totalFen > maxInsertedFen) return notPaid(`cash is taken up to ${maxInsertedFen} fen`);
    const result = await this.#till.request(order, totalFen);
    void this.#leftOver();
    return result;
  }

  query(order: string) {
    return this.#till.query(order);
  }

  cancel(order: string): void {
    this.#till.end(order);
  }

  async refund({ refund, order, amountFen }: { refund: string; order: string; amountFen: number }) {
    const isCovered = (): boolean => {
      const one = this.#book.orders.get(order);
      return one !== undefined && (one.refunds[refund]?.done === true || spareFen(one) >= amountFen);
    };
    if (isCovered()) return { state: 'done' as const };
    await this.#payouts.run();
    if (isCovered()) return { state: 'done' as const };
    return { state: 'unknown' as const, reason: 'the machine did not pay it; an operator can hand it over' };
  }

  // --- what the screens ask ---------------------------------------------------------------------------------------

  available() {
    if (this.#parts.clock.monotonicMs() - this.#refreshedAtMs >= this.#times.refreshMs) void this.refresh();
    const { cash } = this.#parts.settings();
    const isWell = this.#change.billOk === true && this.#change.coinOk === true;
    const isFree = this.#till.order === undefined && !this.#payouts.isBusy && isEven(this.#book);
    // Credit that nobody owns would be spent by the next shopper.
    const isClean = (this.#credit.fen ?? 0) === 0 && !(this.#book.handed && this.#credit.fen === null);
    if (!this.#parts.board.status().ready || !isWell || !isFree || !isClean) return 'cash-unit';
    return (this.#change.fen ?? -1) < cash.minChangeFen ? 'no-change' : undefined;
  }

  view(): CashView {
    const { boxes, lastCount } = this.#book;
    return {
      notesFen: boxes.notes,
      coinsFen: boxes.coins,
      creditFen: this.#credit.fen ?? creditFen(this.#book),
      changeFen: this.#change.fen,
      accepting: this.#acceptance.isOpen,
      billAcceptorOk: this.#change.billOk,
      coinAcceptorOk: this.#change.coinOk,
      lastCount,
    };
  }

  inserted(order: string) {
    if (this.#till.order !== order) return undefined;
    const { fen } = this.#change;
    return {
      insertedFen: this.#till.netFen(order),
      accepting: this.#acceptance.isOpen,
      ...(fen === null ? {} : { changeUpToFen: fen }),
    };
  }

  owed(): OwedCash[] {
    return owedOf(this.#book);
  }

  async count(
    { box, countedFen, leftFen }: { box: CashBox; countedFen: number; leftFen: number },
    operator: string,
  ): Promise<DeskAnswer> {
    if (leftFen > countedFen) return no('wrong', 'left-more-than-counted', 'more is left than was counted');
    const expectedFen = this.#book.boxes[box];
    const line: LineBody = { kind: 'cash-count', box, expectedFen, countedFen, leftFen, operator };
    if (!(await this.#append([line]))) return no('failed', 'journal', 'the count could not be written');
    return { ok: true, done: String(countedFen - expectedFen) };
  }

  async handOver(order: string, amountFen: number, operator: string): Promise<DeskAnswer> {
    if (this.#payouts.isBusy) return no('not-now', 'paying-out', 'the machine is paying out: wait');
    return this.#payouts.alone(() => this.#handOver(order, amountFen, operator));
  }

  async #handOver(order: string, amountFen: number, operator: string): Promise<DeskAnswer> {
    const owed = this.owed().find((one) => one.order === order);
    if (!owed) return no('wrong', 'nothing-owed', 'nothing is owed in cash for this order');
    const exactly = `exactly ${owed.amountFen} fen are owed`;
    if (owed.amountFen !== amountFen) return no('wrong', 'other-amount', exactly);
    const detail = `${amountFen} fen for order ${order}`;
    const service: LineBody = { kind: 'service', operator, action: handedOver, detail };
    const lines = [service, cashLine('paid-out', 'unknown', amountFen, order)];
    return (await this.#append(lines)) ? { ok: true } : no('failed', 'journal', 'it could not be written');
  }

  refresh(): Promise<void> {
    const { board } = this.#parts;
    if (!board.status().online || board.status().vending || this.#till.order) return Promise.resolve();
    this.#refreshedAtMs = this.#parts.clock.monotonicMs();
    this.#refreshing ??= this.#change
      .ask((command) => board.command(command))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#off();
    this.#acceptance.close();
    this.#signals.close();
  }

  // --- what the board says ----------------------------------------------------------------------------------------

  #heard(event: BoardEvent): void {
    this.#credit.heard(event);
    this.#payouts.heard(event);
    this.#acceptance.heard(event);
    if (event.type === 'money-received') this.#money(event);
    const { order } = this.#till;
    if (event.type === 'credit') void (order === undefined ? this.#leftOver() : this.#compareOnce(order));
    if (event.type === 'online' || event.type === 'restarted') this.#begin();
    // The credit is gone: what was inserted goes back by the sale.
    if (event.type === 'restarted' && order && this.#till.netFen(order) > 0) this.#till.end(order);
    const isNews = this.#change.heard(event) || event.type === 'credit' || event.type === 'change-paid';
    this.#signals.poke();
    if (isNews) this.#tell();
  }

  /** Shut first, then whoever waits for money gets it, then what came in unseen goes back (CASH-13). */
  #begin(): void {
    this.#refreshedAtMs = Number.NEGATIVE_INFINITY;
    if (this.#till.order || !this.#parts.settings().methods.includes('cash')) return;
    void this.#acceptance.shut().then(async (isShut) => {
      if (!isShut || this.#signals.isClosed || this.#till.order) return;
      await (isEven(this.#book) ? this.#payouts.sweep() : this.#payouts.run());
      await this.refresh();
    });
  }

  #money({ mode, modeName, amount: fen, mayBeOld }: MoneyReceived): void {
    if (fen <= 0) return;
    if (mode === SWALLOWED) return this.#write(() => forfeitLines(this.#book, fen, this.#till.order));
    if (mode !== NOTE && mode !== COIN) {
      const detail = `${fen} minor units by ${modeName} outside an order: give them back by hand`;
      return this.#write(() => [{ kind: 'ticket', code: 'money-outside-order', detail }]);
    }
    const { order } = this.#till;
    const isBooked = mayBeOld ? this.#bookedBefore() : undefined;
    this.#write(async () =>
      (await isBooked) ? [] : [cashLine('inserted', mode === COIN ? 'coin' : 'note', fen, order)],
    );
    // Nobody is paying: it goes out again as soon as nothing else is held (CASH-6).
    if (order === undefined) void this.#writing.then(() => this.#payouts.run());
  }

  /** The credit that follows the money does not hold it beyond what the book knows: it was heard before (CASH-18). */
  async #bookedBefore(): Promise<boolean> {
    const credit = this.#credit;
    await this.#signals.until(() => credit.firstFen !== null, this.#times.creditMs);
    return credit.firstFen !== null && credit.firstFen <= creditFen(this.#book);
  }

  async #compareOnce(order: string): Promise<void> {
    if (this.#comparing) return;
    this.#comparing = true;
    await this.#compare(order);
    this.#comparing = false;
  }

  /** While an order is being paid, the level of the credit tells of notes and coins nobody heard of (CASH-10). */
  async #compare(order: string): Promise<void> {
    const differs = () => this.#credit.fen !== null && this.#credit.fen !== creditFen(this.#book);
    const isOver = () => this.#till.order !== undefined && this.#till.order !== order;
    if (await this.#signals.until(() => !differs() || isOver(), this.#times.creditMs)) return;
    this.#write(() => (isOver() ? [] : differenceLines(this.#book, this.#credit.fen, order)));
  }

  /** Credit that nobody owns came in unseen, and goes back (CASH-13). */
  async #leftOver(): Promise<void> {
    const isNobodys = () =>
      this.#till.order === undefined &&
      isEven(this.#book) &&
      (this.#credit.fen ?? 0) > 0 &&
      !this.#book.handed;
    if (!isNobodys() || this.#waitingForOwner) return;
    this.#waitingForOwner = true;
    const isOwned = await this.#signals.until(() => !isNobodys(), this.#times.creditMs);
    this.#waitingForOwner = false;
    if (!isOwned) await this.#payouts.sweep();
  }

  // --- lines ------------------------------------------------------------------------------------------------------

  apply(lines: readonly Line[]): void {
    const before = this.#book;
    this.#book = lines.reduce(foldBook, before);
    if (this.#book === before) return;
    this.#till.look();
    this.#signals.poke();
    this.#tell();
    const isClosed = lines.some((line) => line.kind === 'closed');
    if (isClosed && targetsOf(this.#book).length > 0) void this.#payouts.run();
  }

  /** In the order in which things happened; what the lines say is worked out when their turn comes. */
  #write(lines: () => LineBody[] | Promise<LineBody[]>): void {
    this.#writing = this.#writing.then(async () => {
      const bodies = await lines();
      return bodies.length === 0 || (await this.#record(bodies));
    });
  }

  async #append(bodies: readonly LineBody[]): Promise<boolean> {
    return (await this.#tryAppend(bodies)) === 'written';
  }

  async #tryAppend(bodies: readonly LineBody[]): Promise<'written' | 'later' | 'never'> {
    const { journal, project, committed, log } = this.#parts;
    try {
      const lines = await journal.append(bodies, project);
      this.apply(lines);
      committed?.(lines);
      return 'written';
    } catch (error) {
      log.error({ error: String(error), bodies }, 'A line about cash cannot be written');
      return hopeless.includes((error as { code?: unknown } | undefined)?.code) ? 'never' : 'later';
    }
  }

  /** What happened happened: it is tried until it is written. */
  async #record(bodies: readonly LineBody[]): Promise<boolean> {
    for (;;) {
      const how = await this.#tryAppend(bodies);
      if (how !== 'later') return how === 'written';
      await this.#signals.until(() => this.#signals.isClosed, this.#times.writeRetryMs);
      if (this.#signals.isClosed) return false;
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Builds the cash unit. It listens to the board at once and shuts the slots whenever nobody is paying. */
export function createCashUnit(parts: CashParts): CashUnit {
  return new Unit(parts);
}
