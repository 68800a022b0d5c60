// Gives money back through the board (0x25, 0x26), one payout at a time, and never twice (CASH-5 to CASH-8). The
// board's credit is what limits a payout: what went out is not credit any more.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { BoardEvent, CommandResult, FreeCommand } from '../board/board-types.ts';
import type { Log } from '../platform/log.ts';
import { type CashBook, isEven } from './cash-book.ts';
import type { CreditLevel } from './credit-level.ts';
import {
  announceLines,
  owedTickets,
  type PaidOut,
  paidFen,
  paidLines,
  payingOf,
  type Target,
  targetsOf,
  totalFen,
  withdrawLines,
} from './payout-lines.ts';
import type { Signals } from './signals.ts';

export interface PayoutTimes {
  /** How long after 0x25 its 0x26 may come. */
  payoutMs: number;
  /** How long the board may take to say its credit after it changed. */
  creditMs: number;
}

export interface PayoutParts {
  command(command: FreeCommand): Promise<CommandResult>;
  book(): CashBook;
  /** The order that is being paid now: nothing is paid out under it. */
  active(): string | undefined;
  /** Resolves when what was heard so far is written. */
  written(): Promise<unknown>;
  /** Writes, trying until it is written; false when that is impossible. */
  record(lines: readonly LineBody[]): Promise<boolean>;
  /** Writes once; false when it could not be written. */
  announce(lines: readonly LineBody[]): Promise<boolean>;
  credit: CreditLevel;
  signals: Signals;
  times: PayoutTimes;
  log: Log;
}

type Reply = { state: 'paid'; paid: PaidOut } | { state: 'not-sent' } | { state: 'silent' };

const neverSent = ({ outcome }: CommandResult): boolean => outcome === 'timed-out' || outcome === 'refused';
/** Short payouts are tried on as long as the board lost credit that can be given again. */
const ROUNDS_MAX = 3;

export class Payouts {
  readonly #parts: PayoutParts;
  #chain: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #waiting = false;
  #reply: PaidOut | undefined;
  /** This process asked a second time already: who was not answered then needs a person. */
  #askedAgain = false;
  /** Credit of nobody has no order to remember its ticket by. */
  #toldOfLoose = false;
  /** CASH-7: orders whose credit vanished without a word; what they are still owed is never given by guess. */
  readonly #doubtful = new Set<string>();
  #works = 0;

  constructor(parts: PayoutParts) {
    this.#parts = parts;
  }

  get isBusy(): boolean {
    return this.#works > 0;
  }

  /** Pays what can be paid now; resolves when that was tried. Never rejects. */
  run(): Promise<void> {
    this.#next ??= this.#queue(async () => {
      this.#next = undefined;
      for (let round = 0; round < ROUNDS_MAX; round += 1) if (!(await this.#once(round))) return;
    });
    return this.#next;
  }

  /** Gives back what may have come in while nobody listened; only while the book says that nobody is owed anything. */
  sweep(): Promise<void> {
    return this.#queue(async () => {
      const { active, book } = this.#parts;
      if (active() !== undefined || !isEven(book()) || book().handed) return;
      const reply = await this.#payOut();
      if (reply.state === 'paid' && paidFen(reply.paid) > 0)
        await this.#parts.record(paidLines(await this.#late([]), reply.paid));
    });
  }

  /** Does something about what is owed while the machine pays nothing; rejects as `work` does. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    await this.#queue(() => work().then(resolve, reject));
    return promise;
  }

  idle(): Promise<void> {
    return this.#chain;
  }

  heard(event: BoardEvent): void {
    if (event.type !== 'change-paid') return;
    const paid = { notesFen: event.notesPaid, coinsFen: event.coinsPaid, unknownFen: 0 };
    if (this.#waiting && !this.#reply) this.#reply = paid;
    else if (paidFen(paid) > 0) void this.#queue(() => this.#unasked(paid));
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#works += 1;
    const done = this.#chain.then(work).catch((error: unknown) => {
      this.#parts.log.error({ error: String(error) }, 'A payout failed');
    });
    this.#chain = done.finally(() => {
      this.#works -= 1;
      this.#parts.signals.poke();
    });
    return this.#chain;
  }

  /** One payout; true when another one is worth while. */
  async #once(round: number): Promise<boolean> {
    const { active, book } = this.#parts;
    if (active() !== undefined) return false;
    const paying = payingOf(book());
    if (paying.length > 0) return this.#settle(paying);
    const targets = targetsOf(book());
    if (targets.length === 0) return false;
    return this.#pay(targets, round > 0);
  }

  async #pay(targets: readonly Target[], assumeNoCredit: boolean): Promise<boolean> {
    const { credit, announce, record, signals, times } = this.#parts;
    const wantedFen = totalFen(targets);
    await signals.until(() => credit.fen === null || credit.fen <= wantedFen, times.creditMs);
    if (credit.fen !== null && credit.fen > wantedFen) {
      await this.#giveUp(targets, `the board holds a credit of ${credit.fen} fen, more than is owed`);
      return false;
    }
    if (!(await announce(announceLines(targets)))) return false;
    this.#askedAgain = false;
    // Credit that vanished while this process looked away may be with the shopper: it is not given again (CASH-7).
    const isTracked = credit.fen !== null || credit.isLost;
    const hasFen = credit.fen ?? (assumeNoCredit ? 0 : wantedFen);
    // Credit of nobody is never made up for: what the board does not hold of it, nobody is known to want.
    const mayRaise = targets.every(({ order }) => order !== undefined && !this.#doubtful.has(order));
    if (mayRaise && hasFen < wantedFen && !(await this.#raise(wantedFen - hasFen, wantedFen))) {
      await record(withdrawLines(targets));
      await this.#giveUp(targets, 'the credit of the board could not be raised to it');
      return false;
    }
    const beforeFen = credit.fen;
    const reply = await this.#payOut();
    if (reply.state === 'silent') return this.#settle(targets);
    if (reply.state === 'not-sent') {
      await record(withdrawLines(targets));
      return false;
    }
    return this.#paid(targets, reply.paid, isTracked, beforeFen);
  }

  /** The board said what it paid: the rest is certainly not paid. */
  async #paid(
    targets: readonly Target[],
    paid: PaidOut,
    isTracked: boolean,
    beforeFen: number | null,
  ): Promise<boolean> {
    const { record, credit, signals, times } = this.#parts;
    const isShort = paidFen(paid) < totalFen(targets);
    const owners = [...targets, ...(await this.#late(targets))];
    await record([...paidLines(owners, paid), ...(isShort ? withdrawLines(targets) : [])]);
    if (!isShort) return false;
    if (paidFen(paid) > 0) await signals.until(() => credit.isFresh, times.creditMs);
    // CASH-7: more credit is gone than the board says it paid; the rest may be with the shopper already.
    const isUnexplained =
      !credit.isLost && beforeFen !== null && credit.fen !== null && credit.fen + paidFen(paid) < beforeFen;
    if (isUnexplained) for (const { order } of targets) if (order !== undefined) this.#doubtful.add(order);
    // No credit is left although money is owed: the board kept or lost it, and it can be given again.
    if (isTracked && !isUnexplained && (credit.fen === 0 || credit.isLost)) return true;
    await this.#giveUp(
      targetsOf(this.#parts.book()),
      'the machine has too little change or its payout is jammed',
    );
    return false;
  }

  /**
   * CASH-7: an announced payout without an answer. One more 0x25 pays only what the first one left as credit: when it
   * pays all, the first paid nothing; anything less leaves the rest to a person.
   */
  async #settle(paying: readonly Target[]): Promise<boolean> {
    const { record, book } = this.#parts;
    if (this.#askedAgain) return false;
    this.#askedAgain = true;
    const reply = await this.#payOut();
    if (reply.state === 'not-sent') this.#askedAgain = false;
    // Newer credit first: what is left over after it is certain for nobody before it.
    if (reply.state === 'paid')
      await record(paidLines([...(await this.#late(paying)), ...paying], reply.paid));
    if (payingOf(book()).length === 0) this.#askedAgain = false;
    else await this.#giveUp(payingOf(book()), 'nobody knows whether the machine paid it');
    return false;
  }

  /** Credit of nobody that came in after a payout was announced: the board paid it out with the rest. */
  async #late(targets: readonly Target[]): Promise<Target[]> {
    await this.#parts.written();
    const { balanceFen } = this.#parts.book().loose;
    const known = totalFen(targets.filter((one) => one.order === undefined));
    const amountFen = Math.max(0, balanceFen - known);
    return amountFen > 0 ? [{ order: undefined, amountFen }] : [];
  }

  async #giveUp(targets: readonly Target[], why: string): Promise<void> {
    const untold = targets.filter((one) => one.order !== undefined || !this.#toldOfLoose);
    if (targets.some((one) => one.order === undefined)) this.#toldOfLoose = true;
    const tickets = owedTickets(this.#parts.book(), untold, why);
    if (tickets.length > 0) await this.#parts.record(tickets);
  }

  /** 0x27; true when the board says the wanted credit. */
  async #raise(byFen: number, toFen: number): Promise<boolean> {
    const { command, credit, signals, times } = this.#parts;
    credit.stale();
    const sent = await command({ name: 'report-money', mode: 1, amount: byFen });
    if (neverSent(sent)) return false;
    const isRight = await signals.until(() => credit.isFresh && credit.fen === toFen, times.creditMs);
    if (!credit.isFresh) credit.forget();
    return isRight;
  }

  async #payOut(): Promise<Reply> {
    const { command, credit, signals, times } = this.#parts;
    const { fen: beforeFen, epoch } = credit;
    credit.stale();
    this.#reply = undefined;
    this.#waiting = true;
    const asked = await command({ name: 'pay-out-change' });
    const isSent = !neverSent(asked);
    if (isSent)
      await signals.until(() => this.#reply !== undefined || credit.epoch !== epoch, times.payoutMs);
    this.#waiting = false;
    const paid = this.#reply as PaidOut | undefined;
    if (paid) return { state: 'paid', paid };
    if (!isSent) return { state: 'not-sent' };
    // Without its 0x26 a fall of the credit says as much, unless the board started anew and lost it.
    if (credit.epoch !== epoch || beforeFen === null || credit.fen === null || !credit.isFresh)
      return { state: 'silent' };
    const unknownFen = Math.max(0, beforeFen - credit.fen);
    return { state: 'paid', paid: { notesFen: 0, coinsFen: 0, unknownFen } };
  }

  /** The coin return was pulled, or an answer came late: what came out is gone for whoever had it as credit. */
  async #unasked(paid: PaidOut): Promise<void> {
    const { book, active, record } = this.#parts;
    const paying = payingOf(book());
    const { loose, orders } = book();
    const balances = [...orders.values()]
      .map((one) => ({
        order: one.order as string | undefined,
        amountFen: one.insertedFen - one.spentFen - one.paidOutFen - one.forfeitedFen,
      }))
      .sort((a, b) => Number(b.order === active()) - Number(a.order === active()));
    const targets =
      paying.length > 0 ? paying : [...balances, { order: undefined, amountFen: loose.balanceFen }];
    await record(
      paidLines(
        targets.filter((one) => one.amountFen > 0),
        paid,
      ),
    );
  }
}
