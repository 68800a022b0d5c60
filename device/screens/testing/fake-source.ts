// A screen source that does what a test tells it: views are set, touches are noted.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { OrderAnswer, ScreenSource } from '../source.ts';
import type { OperatorView, ShopperView } from '../views.ts';
import { sampleOperatorView, sampleView } from './sample-views.ts';

export interface FakeSource extends ScreenSource {
  /** Shows a view changed in these fields and tells the streams. */
  show(changes: Partial<ShopperView>): void;
  showOperator(changes: Partial<OperatorView>): void;
  /** What was touched, oldest first. */
  readonly touches: string[];
  /** How many streams listen. */
  listeners(): number;
  /** What the next touches get. */
  answers: {
    order: (slots: number[], method: PaymentMethod) => OrderAnswer | Promise<OrderAnswer>;
    scan: (text: string) => number | undefined;
    confirm: () => boolean;
    cancel: () => boolean;
    dismiss: () => boolean;
  };
}

export function fakeSource(): FakeSource {
  const listeners = new Set<() => void>();
  const touches: string[] = [];
  let shopper = sampleView();
  let operator = sampleOperatorView();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const answers: FakeSource['answers'] = {
    order: () => ({ accepted: true, order: 'o0123456789abcdef01234567' }),
    scan: () => undefined,
    confirm: () => true,
    cancel: () => true,
    dismiss: () => true,
  };
  const touch = (name: 'confirm' | 'cancel' | 'dismiss') => {
    touches.push(name);
    return answers[name]();
  };
  return {
    touches,
    answers,
    listeners: () => listeners.size,
    show(changes) {
      shopper = { ...shopper, ...changes };
      tell();
    },
    showOperator(changes) {
      operator = { ...operator, ...changes };
      tell();
    },
    shopperView: () => shopper,
    operatorView: () => operator,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async order(slots, method) {
      touches.push(`order ${slots.join(',')} ${method}`);
      return answers.order(slots, method);
    },
    scan(text) {
      touches.push(`scan ${text}`);
      return answers.scan(text);
    },
    confirmTestPayment: () => touch('confirm'),
    cancel: () => touch('cancel'),
    dismiss: () => touch('dismiss'),
  };
}
