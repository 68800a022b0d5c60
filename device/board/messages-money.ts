// pure
// Board frames about money (hardware-protocols.md 1.7 "Money"); amounts in minor units (fen with two decimals).
import { nameAt, paymentModeName } from './codes.ts';
import { message } from './message-spec.ts';
import type { Reader } from './reader.ts';

/** 0x21 and 0x27 have the same fields; the card number fills the rest of the frame (modes 3 and 4). */
export function readMoney(r: Reader) {
  const mode = r.u8();
  const fields = { mode, modeName: paymentModeName(mode), amount: r.u32() };
  return (r.left > 0 ? { ...fields, cardNumber: r.restTextOrHex() } : fields) as typeof fields & {
    cardNumber?: string;
  };
}

function readDisplayText(r: Reader) {
  const text = r.text(16);
  r.u8();
  return { text, row: r.u8() };
}

function readCardBalance(r: Reader) {
  const status = r.u8();
  return { status, statusName: nameAt(['unknown', 'normal', 'card-error'], status), balance: r.u32() };
}

export const moneyMessages = {
  33: message('money-received', 6, readMoney),
  35: message('current-credit', 5, (r) => ({ credit: r.u32() })),
  36: message('display-text', 19, readDisplayText),
  38: message('change-paid', 9, (r) => ({ notesPaid: r.u32(), coinsPaid: r.u32() })),
  41: message('card-read', 3, (r) => ({
    cabinet: r.u8(),
    reader: r.u8() === 0 ? 'left' : 'right',
    cardNumber: r.restTextOrHex(),
  })),
  98: message('card-balance', 6, readCardBalance),
} as const;
