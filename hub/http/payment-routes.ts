// What the providers say by themselves, and payments for whoever holds the token.
import express, { type Express, type Request, type Response } from 'express';
import { paymentStates } from '../payments/payment-types.ts';
import { HttpError } from './errors.ts';
import { withToken } from './guards.ts';
import type { HttpParts } from './hub-parts.ts';
import { readNumber, readText } from './read-request.ts';

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

export function addPaymentRoutes(app: Express, { payments, adminToken }: HttpParts): void {
  // PAY-13: who paid what is not for every reader of the console's port.
  app.use('/api/payments', withToken(adminToken));
  app.get('/api/payments', async ({ query }, response) => {
    const state = paymentStates.find((known) => known === query['state']);
    if (query['state'] !== undefined && !state)
      throw new HttpError('bad-query', `state must be one of ${paymentStates.join(', ')}`);
    const counter = readText(query['counter'], 'counter');
    const limit = readNumber(query['limit'], 'limit', 200, 1000);
    const rows = await payments.list({ limit, ...(state ? { state } : {}), ...(counter ? { counter } : {}) });
    response.json({ methods: payments.methods(), payments: rows });
  });
  app.get('/api/payments/totals', async (_request, response) => {
    response.json({ ...(await payments.totals()), counts: payments.counts() });
  });
  app.get('/api/payments/bills', async ({ query }, response) => {
    response.json({ bills: await payments.bills(readNumber(query['limit'], 'limit', 60, 1000)) });
  });
}
