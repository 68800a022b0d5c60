// A counter without an identity: its screens say so, and its operator page takes the claim and nothing else.
import type { Desk, DeskAnswer } from '../screens/desk-acts.ts';
import type { ScreenSource } from '../screens/source.ts';
import type { OperatorView, ShopperView } from '../screens/views.ts';
import type { CounterEnrolDesk } from './enrol-desk.ts';

const notYet: DeskAnswer = {
  ok: false,
  code: 'signed-out',
  why: 'not-enrolled',
  message: 'This counter has no identity yet: enrol it first.',
};

/** Only `enrol` does anything; nobody can be signed in where nobody is known. */
export function enrolmentDesk(enrol: CounterEnrolDesk): Desk {
  return {
    view: () => ({
      state: 'signed-out',
      lockedForMs: 0,
      triesLeft: 0,
      approval: null,
      noAccounts: true,
      enrolment: enrol.view(),
    }),
    async act(act) {
      return { answer: act.act === 'enrol' ? await enrol.enrol(act.code, 'installer') : notYet };
    },
    photo: async () => ({ answer: notYet }),
    onChange: (listener) => enrol.onChange(listener),
  };
}

/** What the shopper's page shows meanwhile. */
export function enrolmentSource(
  counter: ShopperView['counter'],
  machine: ShopperView['machine'],
  onChange: ScreenSource['onChange'],
): Omit<ScreenSource, 'operatorView'> & { operatorView(): OperatorView } {
  const no = () => false;
  return {
    shopperView: () => ({
      counter,
      machine,
      freshness: 'red',
      lists: null,
      outOfService: 'not-enrolled',
      slots: [],
      sale: null,
      methods: [],
      methodOutages: [],
      screen: { idleMs: 60_000, voice: false },
      demo: false,
    }),
    operatorView: () => {
      throw new Error('a counter without identity has no journal to show');
    },
    onChange,
    order: async () => ({ accepted: false, why: 'out-of-service', refusals: [] }),
    scan: () => undefined,
    confirmTestPayment: no,
    cancel: no,
    dismiss: no,
  };
}
