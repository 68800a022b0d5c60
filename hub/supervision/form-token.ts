// pure
// CMPL-2: a form that this hub gave out for this sale, not long ago; no session, no cookie, no third party.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A form left open longer is asked for anew. */
export const formLifeMs = 60 * 60_000;

export interface FormTokens {
  /** `nonce`: 16 hexadecimal digits of chance; a form sent twice is one complaint. */
  issue(counter: string, order: string, nonce: string, atMs: number): string;
  check(token: string, counter: string, order: string, nowMs: number): FormCheck;
}
export type FormCheck = { ok: true; form: string } | { ok: false; why: 'forged' | 'expired' };

export function createFormTokens(secret: string): FormTokens {
  const signed = (text: string) =>
    createHmac('sha256', `complaint form ${secret}`).update(text).digest('hex');
  const textOf = (counter: string, order: string, nonce: string, at: string) =>
    [counter, order, nonce, at].join('\n');

  return {
    issue(counter, order, nonce, atMs) {
      return `${nonce}.${atMs}.${signed(textOf(counter, order, nonce, String(atMs)))}`;
    },
    check(token, counter, order, nowMs) {
      const [, nonce = '', at = '', mac = ''] =
        /^([0-9a-f]{16})\.(\d{1,15})\.([0-9a-f]{64})$/.exec(token) ?? [];
      const right = Buffer.from(signed(textOf(counter, order, nonce, at)));
      const given = Buffer.from(mac);
      if (given.length !== right.length || !timingSafeEqual(given, right))
        return { ok: false, why: 'forged' };
      const ageMs = nowMs - Number(at);
      if (ageMs < 0 || ageMs > formLifeMs) return { ok: false, why: 'expired' };
      return { ok: true, form: nonce };
    },
  };
}
