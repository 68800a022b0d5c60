// pure
// Which methods a shopper may pay with here and now, and which not and why.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { MethodOutage } from '../screens/views.ts';

export interface OfferInput {
  /** `settings.methods`: what may be offered, in the order in which the screen shows it. */
  allowed: readonly PaymentMethod[];
  /** Methods this counter has the parts for; `test` needs no setting. */
  fitted: readonly PaymentMethod[];
  /** From the QR methods and from the cash unit. */
  outages: readonly MethodOutage[];
}

export interface Offers {
  methods: PaymentMethod[];
  methodOutages: MethodOutage[];
}

/** QR-8: offered is what is allowed, fitted and works; a method that is not offered is never shown without a reason. */
export function offersOf({ allowed, fitted, outages }: OfferInput): Offers {
  const known = allowed.filter((method) => fitted.includes(method));
  if (fitted.includes('test') && !known.includes('test')) known.push('test');
  const methodOutages = known.flatMap((method) => outages.find((outage) => outage.method === method) ?? []);
  const out = new Set(methodOutages.map((outage) => outage.method));
  return { methods: known.filter((method) => !out.has(method)), methodOutages };
}

/** What the cash unit says, as an outage. */
export const cashOutages = (why: 'no-change' | 'cash-unit' | undefined): MethodOutage[] =>
  why === undefined ? [] : [{ method: 'cash', why }];
