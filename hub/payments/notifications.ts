// What providers say by themselves: signature first, then one transaction, then the answer (PAY-9).
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import { OrderId } from '@zhuangui/protocol/units.ts';
import { Compile } from 'typebox/compile';
import { adopt } from './asks.ts';
import type { PaymentStep } from './payment-machine.ts';
import type { PaymentRunner } from './payment-runner.ts';
import { noteNotice, readPayment, readRefund, writeRefund } from './payment-store.ts';
import type { Notified, NotifyHeaders } from './provider.ts';

export type NotifyAnswer = { ok: true } | { ok: false; why: string };

const isOrder = Compile(OrderId);
type Genuine = Extract<Notified, { ok: true }>;

/** `ok`: committed, or nothing to do. Rejects when the database fails: the provider says it again. */
export async function takeNotification(
  runner: PaymentRunner,
  method: QrMethod,
  headers: NotifyHeaders,
  body: Uint8Array,
): Promise<NotifyAnswer> {
  const provider = runner.parts.providers.find((one) => one.method === method);
  if (!provider) return refuse(runner, method, 'this provider is not set up here');
  const said = provider.parseNotification(headers, body);
  if (!said.ok) return refuse(runner, method, said.why);
  if (said.about === 'other') return { ok: true };
  if (!isOrder.Check(said.order)) {
    runner.counts.foreignNotifications += 1;
    return { ok: true };
  }
  const step = await commit(runner, method, said);
  if (step) await runner.perform(step);
  else runner.wake();
  return { ok: true };
}

function refuse(runner: PaymentRunner, method: string, why: string): NotifyAnswer {
  runner.counts.badNotifications += 1;
  // Anybody can send one: the count tells how many, the log does not grow with them.
  const times = runner.counts.badNotifications;
  if (times <= 20 || times % 1000 === 0)
    runner.parts.log.warn({ method, why, times }, 'a payment notification was refused');
  return { ok: false, why };
}

async function commit(
  runner: PaymentRunner,
  method: QrMethod,
  said: Exclude<Genuine, { about: 'other' }>,
): Promise<PaymentStep | undefined> {
  return runner.parts.db.transaction(async (tx) => {
    const { id, order, about } = said;
    if (!(await noteNotice(tx, { method, id, order, about }, runner.nowMs))) {
      runner.counts.repeatedNotifications += 1;
      return undefined;
    }
    if (said.about === 'payment') {
      const known = await readPayment(tx, order);
      const payment = known ?? (await adopt(tx, order, said.paid.counter ?? '', runner.nowMs));
      if (known && known.method !== null && known.method !== method) return undefined;
      return runner.step(tx, payment, { kind: 'found-paid', paid: said.paid });
    }
    // A word about a refund only makes the hub ask at once.
    const refund = await readRefund(tx, said.refund);
    if (refund?.state === 'pending' && refund.takenAtMs !== null)
      await writeRefund(tx, { ...refund, nextAtMs: runner.nowMs });
    return undefined;
  });
}
