// What the operator's page shows of the parts of the agent, gathered when it asks.
import type { DeskSources } from '../operator/ports.ts';
import type { PendingView } from '../screens/operator-views.ts';
import type { OperatorView } from '../screens/views.ts';
import type { CounterParts } from './counter-parts.ts';

export interface DeskSourceParts {
  counter: CounterParts;
  operatorView(): OperatorView;
  nowMs(): number;
  onChange(listener: () => void): () => void;
}

/** OPR: orders that wait for money, oldest first; cash that the machine could not pay can be handed over. */
export function pendingViews(
  { sales, cash, facts }: Pick<CounterParts, 'sales' | 'cash' | 'facts'>,
  nowMs: number,
): PendingView[] {
  const owed = new Map(cash?.owed().map((one) => [one.order, one]));
  return sales.pending().flatMap((sale): PendingView[] => {
    const isPayment = sale.phase === 'payment-pending';
    if (!sale.order || (!isPayment && sale.phase !== 'refund-pending')) return [];
    const cashOwed = owed.get(sale.order);
    return [
      {
        order: sale.order,
        reference: sale.reference ?? sale.order,
        method: sale.method ?? 'test',
        sinceMs: cashOwed?.sinceMs ?? facts.sinceMs(sale.order) ?? nowMs,
        waitsFor: isPayment ? 'payment' : 'refund',
        amountFen: cashOwed?.amountFen ?? (isPayment ? sale.totalFen : sale.refundDueFen),
        handOver: cashOwed !== undefined,
      },
    ];
  });
}

export function deskSources({ counter, operatorView, nowMs, onChange }: DeskSourceParts): DeskSources {
  const { care, lists, setPoint, settings } = counter;
  return {
    operatorView,
    faults: () => care.faults(),
    temperature: () => ({ ...care.temperature(), ...setPoint.current() }),
    storage: () => care.storage(),
    clock: () => ({ wallMs: nowMs(), trustedMs: lists.trustedNow(), jumps: care.clockJumps() }),
    settings: () => ({ version: settings.version(), refused: settings.refused()?.reason ?? null }),
    pending: () => pendingViews(counter, nowMs()),
    onChange,
  };
}
