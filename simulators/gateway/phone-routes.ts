// What the shopper's phone and a test can do: open a code, pay, refuse, see refunds, switch faults, read the truth.
import express, { type Request, type Response, type Router } from 'express';
import { type FaultSpec, parseFaults } from './faults.ts';
import { type Decision, type LedgerOrder, statusOf } from './gateway-core.ts';
import type { GatewayOrder } from './gateway-types.ts';
import { phonePage } from './phone-page.ts';
import type { Teller } from './teller.ts';

export interface PhoneParts {
  teller: Teller;
  merchantName: string;
  scan(codeUrl: string): Decision<GatewayOrder>;
  pay(codeUrl: string): Decision<GatewayOrder>;
  /** The shopper puts the phone away; the code stays payable. */
  refuse(codeUrl: string): Decision<GatewayOrder>;
  refused: ReadonlySet<string>;
  ledger(): LedgerOrder[];
}

const shownAtMost = 30;

function stateOf({ teller, merchantName, refused }: PhoneParts) {
  const nowMs = teller.clock.nowMs();
  const orders = [...teller.world.orders.values()].reverse();
  const shown = ({ provider, orderNo, amountFen, subject, codeUrl }: GatewayOrder) => ({
    ...{ provider, orderNo, amountFen, subject, codeUrl },
    merchant: merchantName,
  });
  const open = orders.filter((order) => statusOf(order, nowMs) === 'open' && !refused.has(order.codeUrl));
  const paid = orders.filter((order) => order.paidMs !== undefined);
  return {
    open: open.slice(0, shownAtMost).map(shown),
    done: paid.slice(0, shownAtMost).map((order) => ({
      ...shown(order),
      paidMs: order.paidMs,
      refunds: order.refunds.map(({ amountFen, doneMs }) => ({ amountFen, done: nowMs >= doneMs })),
    })),
  };
}

export function phoneRoutes(parts: PhoneParts): Router {
  const router = express.Router();
  const act =
    (work: (codeUrl: string) => Decision<GatewayOrder>) => (request: Request, response: Response) => {
      const { codeUrl } = (request.body ?? {}) as { codeUrl?: unknown };
      if (typeof codeUrl !== 'string') return response.status(400).json({ error: 'give {"codeUrl": "…"}' });
      const done = work(codeUrl);
      if (!done.ok) return response.status(409).json({ error: done.why });
      const { orderNo, amountFen, provider } = done.value;
      return response.json({ orderNo, amountFen, provider });
    };
  router.get('/phone', (_, response) => void response.type('html').send(phonePage));
  router.get('/phone/state', (_, response) => void response.json(stateOf(parts)));
  router.get('/phone/ledger', (_, response) => void response.json(parts.ledger()));
  router.use(express.json({ limit: '64kb' }));
  router.post('/phone/scan', act(parts.scan));
  router.post('/phone/pay', act(parts.pay));
  router.post('/phone/refuse', act(parts.refuse));
  router.get('/phone/faults', (_, response) => void response.json(parts.teller.faults()));
  router.post('/phone/faults', (request, response) => {
    let specs: FaultSpec[];
    try {
      specs = parseFaults(request.body);
    } catch (error) {
      response.status(400).json({ error: (error as Error).message });
      return;
    }
    parts.teller.setFaults(specs);
    response.json(specs);
  });
  return router;
}
