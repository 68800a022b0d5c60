// One order's way to its money: opens the slots, counts what was committed, answers once (CASH-2 to CASH-4).
import type { PaymentResult } from '../payment/payment.ts';
import type { Acceptance } from './acceptance.ts';
import { balanceFen, type CashBook } from './cash-book.ts';
import type { Payouts } from './payouts.ts';
import type { Signals } from './signals.ts';

export interface TillParts {
  acceptance: Acceptance;
  payouts: Payouts;
  signals: Signals;
  book(): CashBook;
  /** Resolves when everything that was heard so far is written and agrees with the credit; false: it is not. */
  settled(order: string): Promise<boolean>;
  /** How long after the slots were shut a note may still be on its way in. */
  settleMs: number;
  changed(): void;
}

interface Active {
  order: string;
  wantedFen: number;
  ending: boolean;
  answer(result: PaymentResult): void;
  promise: Promise<PaymentResult>;
}

const unknown = (reason: string): PaymentResult => ({ state: 'unknown', reason });
export const notPaid = (reason: string): PaymentResult => ({ state: 'not-paid', reason });

export class Till {
  readonly #parts: TillParts;
  #active: Active | undefined;

  constructor(parts: TillParts) {
    this.#parts = parts;
  }

  /** The order whose money may come in now. */
  get order(): string | undefined {
    return this.#active?.order;
  }

  /** What is in for an order and still its own. */
  netFen(order: string): number {
    const one = this.#parts.book().orders.get(order);
    return one ? Math.max(0, balanceFen(one)) : 0;
  }

  request(order: string, wantedFen: number): Promise<PaymentResult> {
    if (this.#active) {
      const same = this.#active.order === order;
      return same ? this.#active.promise : Promise.resolve(notPaid('another order is being paid in cash'));
    }
    const { promise, resolve } = Promise.withResolvers<PaymentResult>();
    const active: Active = { order, wantedFen, ending: false, answer: resolve, promise };
    this.#active = active;
    this.#open(active).catch((error: unknown) => this.#answer(active, unknown(String(error))));
    this.#parts.changed();
    return promise;
  }

  async #open(active: Active): Promise<void> {
    const { acceptance, payouts } = this.#parts;
    await payouts.idle();
    if (active.ending) return;
    const isOpen = await acceptance.open();
    if (!isOpen && !active.ending) await this.#end(active);
  }

  /** Something was committed: is it enough? */
  look(): void {
    const active = this.#active;
    if (active && this.netFen(active.order) >= active.wantedFen) void this.#end(active);
  }

  /** The shopper left, or the board lost the credit: what is in goes back by the sale. */
  end(order: string): void {
    const active = this.#active;
    if (active?.order === order) void this.#end(active);
  }

  /** What became of an order nobody waits for any more (CASH-4). */
  async query(order: string): Promise<PaymentResult> {
    const active = this.#active;
    if (active?.order === order) {
      this.end(order);
      return active.promise;
    }
    if (active) return this.#result(order, true);
    return this.#shutAndLook(order);
  }

  async #end(active: Active): Promise<void> {
    if (active.ending) return;
    active.ending = true;
    this.#answer(active, await this.#shutAndLook(active.order));
  }

  #answer(active: Active, result: PaymentResult): void {
    if (this.#active === active) this.#active = undefined;
    active.answer(result);
    this.#parts.changed();
  }

  async #shutAndLook(order: string): Promise<PaymentResult> {
    const { acceptance, signals, settleMs, settled } = this.#parts;
    const isShut = await acceptance.shut();
    await signals.until(() => false, settleMs);
    const isWritten = await settled(order);
    return isWritten ? this.#result(order, isShut) : unknown('what was inserted could not be written down');
  }

  /** Money that is in is in; "not paid" is said only when nothing can come in any more. */
  #result(order: string, isShut: boolean): PaymentResult {
    const amountFen = this.netFen(order);
    if (amountFen > 0) return { state: 'paid', amountFen, transaction: `cash-${order}` };
    return isShut ? notPaid('no cash was inserted') : unknown('the board does not say that it takes no cash');
  }
}
