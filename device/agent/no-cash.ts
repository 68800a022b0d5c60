// pure
// The cash page of a machine without acceptors.
import type { CashDesk } from '../operator/ports.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';

const none: DeskAnswer = {
  ok: false,
  code: 'not-now',
  why: 'no-cash',
  message: 'This machine is not fitted with acceptors for notes or coins.',
};

export const noCash: CashDesk = {
  view: () => ({
    notesFen: 0,
    coinsFen: 0,
    creditFen: 0,
    changeFen: null,
    accepting: false,
    billAcceptorOk: null,
    coinAcceptorOk: null,
    lastCount: null,
  }),
  count: async () => none,
  handOver: async () => none,
};
