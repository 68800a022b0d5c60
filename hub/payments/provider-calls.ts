// One call to the provider of a payment, as an event of its machine.
import type { PaymentEvent } from './payment-machine.ts';
import type { Payment } from './payment-types.ts';
import type { Found, PaymentProvider, Unclear } from './provider.ts';

export type ProviderCall = 'create' | 'query' | 'close';

/** `backOff` gives the wait after an unclear answer that names none. Never rejects unless a provider breaks its word. */
export async function callProviders(
  providers: readonly PaymentProvider[],
  payment: Payment,
  call: ProviderCall,
  backOff: () => number,
): Promise<PaymentEvent> {
  const unclear = ({ reason, waitMs }: Omit<Unclear, 'kind'>): PaymentEvent => ({
    kind: 'unclear',
    reason,
    waitMs: waitMs ?? backOff(),
  });
  if (payment.method === null) return askAll(providers, payment.order, unclear);
  const provider = providers.find(({ method }) => method === payment.method);
  if (!provider) return unclear({ reason: `${payment.method} is not set up on the hub`, waitMs: 60_000 });
  if (call === 'query') return found(await provider.query(payment.order), unclear);
  if (call === 'close') {
    const answer = await provider.close(payment.order);
    if (answer.kind === 'unclear') return unclear(answer);
    if (answer.kind === 'taken') return { kind: 'close-taken' };
    if (answer.kind === 'refused') return { kind: 'close-refused', reason: answer.reason };
    return { kind: 'close-returned', transaction: answer.transaction };
  }
  const answer = await provider.createQr(payment);
  if (answer.kind === 'unclear') return unclear(answer);
  if (answer.kind === 'refused') return { kind: 'create-refused', reason: answer.reason };
  return { kind: 'created', codeUrl: answer.codeUrl };
}

function found(answer: Found | Unclear, unclear: (answer: Unclear) => PaymentEvent): PaymentEvent {
  if (answer.kind === 'unclear') return unclear(answer);
  return answer.kind === 'paid'
    ? { kind: 'found-paid', paid: answer.paid }
    : { kind: `found-${answer.kind}` };
}

/** PAY-1: an order this hub does not know may still be known to a gateway (a hub restored from a backup). */
async function askAll(
  providers: readonly PaymentProvider[],
  order: string,
  unclear: (answer: Unclear) => PaymentEvent,
): Promise<PaymentEvent> {
  const answers = await Promise.all(
    providers.map(async (provider) => ({ method: provider.method, answer: await provider.query(order) })),
  );
  const of = (kind: (Found | Unclear)['kind']) => answers.find(({ answer }) => answer.kind === kind);
  const best = of('paid') ?? of('unclear') ?? of('unpaid') ?? of('closed');
  if (!best) return { kind: 'found-absent' };
  const event = found(best.answer, unclear);
  return event.kind === 'found-unpaid' ? { ...event, method: best.method } : event;
}
