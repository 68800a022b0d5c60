import { describe, expect, it } from 'vitest';
import { type QrPayment, qrStep } from './qr-machine.ts';

const order = `o${'1'.repeat(24)}`;
const accepted: QrPayment = {
  order,
  method: 'wechat',
  totalFen: 500,
  goods: 'x',
  expiresInS: 120,
  phase: 'accepted',
  attempt: 1,
  transaction: 't1',
  amountFen: 500,
};
const about = { v: 1, order, method: 'wechat', amountFen: 500 } as const;

describe('a payment that was accepted', () => {
  it('[QR-4] is accepted once more towards a hub that has forgotten it, and changes nothing here', () => {
    const paid = { ...about, state: 'paid', transaction: 't1', acceptBy: 1 } as const;
    expect(qrStep(accepted, { type: 'message', message: paid })).toEqual({
      payment: accepted,
      send: { v: 1, ask: 'accept', order, transaction: 't1' },
    });
    const answer = { ...about, state: 'accepted', transaction: 't1' } as const;
    expect(qrStep(accepted, { type: 'message', message: answer })).toEqual({ payment: accepted });
  });

  it('[QR-4] is not accepted for another transaction or amount', () => {
    for (const other of [{ transaction: 't2' }, { transaction: 't1', amountFen: 499 }]) {
      const message = { ...about, state: 'paid', acceptBy: 1, ...other } as const;
      expect(qrStep(accepted, { type: 'message', message })).toMatchObject({ refused: expect.any(String) });
      expect(qrStep(accepted, { type: 'message', message })).not.toHaveProperty('send');
    }
  });
});
