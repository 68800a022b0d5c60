// What the providers say by themselves, and payments for whoever may read them.
import { Closed } from '@zhuangui/protocol/units.ts';
import express, { type Express, type Request, type Response } from 'express';
import Type from 'typebox';
import { paymentStates } from '../payments/payment-types.ts';
import { Payment, PaymentTotals } from './answers.ts';
import type { HttpParts } from './hub-parts.ts';
import { type Route, route } from './routes/route.ts';

const notificationBytesMax = '64kb';

/** PAY-9: the body as it came, because its bytes are signed; success is answered only after the commit. */
export function addNotifyRoutes(app: Express, { payments }: Pick<HttpParts, 'payments'>): void {
  const raw = express.raw({ type: () => true, limit: notificationBytesMax });
  const bytesOf = ({ body }: Request) => (body instanceof Uint8Array ? body : new Uint8Array());

  app.post('/pay/notify/wechat', raw, async (request: Request, response: Response) => {
    const answer = await payments.notified('wechat', request.headers, bytesOf(request));
    if (answer.ok) response.json({ code: 'SUCCESS', message: '成功' });
    else response.status(401).json({ code: 'FAIL', message: 'refused' });
  });
  app.post('/pay/notify/alipay', raw, async (request: Request, response: Response) => {
    const answer = await payments.notified('alipay', request.headers, bytesOf(request));
    response
      .status(answer.ok ? 200 : 401)
      .type('text/plain')
      .send(answer.ok ? 'success' : 'fail');
  });
}

const tag = 'money';
const Limit = Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 }));

/** PAY-13: who paid what is for whoever may read the money of that place. */
export function paymentRoutes({ payments, fleet }: Pick<HttpParts, 'payments' | 'fleet'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/payments',
      tag,
      summary: 'Payments by code, newest first; of one counter for whoever has a part of the region.',
      access: 'money.read',
      query: Closed({
        state: Type.Optional(Type.Enum(paymentStates)),
        counter: Type.Optional(Type.String({ maxLength: 100 })),
        limit: Limit,
      }),
      answer: Type.Object({ methods: Type.Array(Type.String()), payments: Type.Array(Payment) }),
      async handle({ query: { state, counter, limit = 200 }, demand }) {
        await demand(fleet.registry.get(counter ?? '') ?? {}, `payments/${counter ?? ''}`);
        const filter = { limit, ...(state ? { state } : {}), ...(counter ? { counter } : {}) };
        return { methods: payments.methods(), payments: await payments.list(filter) };
      },
    }),
    route({
      method: 'get',
      path: '/api/payments/totals',
      tag,
      summary: 'Charged, kept, given back and pending over all payments by code.',
      access: 'money.read',
      answer: PaymentTotals,
      async handle({ demand }) {
        await demand({}, 'payments');
        return { ...(await payments.totals()), counts: payments.counts() };
      },
    }),
    route({
      method: 'get',
      path: '/api/payments/bills',
      tag,
      summary: 'The providers’ daily bills and every difference to what the hub holds.',
      access: 'money.read',
      query: Closed({ limit: Limit }),
      answer: Type.Object({ bills: Type.Array(Type.Object({ method: Type.String(), day: Type.String() })) }),
      async handle({ query: { limit = 60 }, demand }) {
        await demand({}, 'bills');
        return { bills: await payments.bills(limit) };
      },
    }),
  ];
}
