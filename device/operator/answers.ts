// pure
// Short ways to say yes and no to an act.
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { DeskAnswer, DeskRefusal } from '../screens/desk-acts.ts';

export const done = (what?: string): DeskAnswer =>
  what === undefined ? { ok: true } : { ok: true, done: what };

/** `why` is a key for the page, `message` a sentence that says what to do. */
export const no = (code: DeskRefusal, why: string, message: string, reasons?: GateReason[]): DeskAnswer => ({
  ok: false,
  code,
  why,
  message: message.slice(0, 500),
  ...(reasons ? { reasons } : {}),
});

export const refusals = {
  signedOut: no('signed-out', 'signed-out', 'Sign in first.'),
  notAllowed: no('not-allowed', 'role', 'Your role may not do this: ask a technician.'),
  saleRuns: no('not-now', 'sale-running', 'A sale is running: wait until it has ended.'),
  machineBusy: no('not-now', 'machine-busy', 'The machine is doing something else: wait until it has ended.'),
  unknownSlot: no('unknown', 'slot', 'There is no such slot in the planogram.'),
  stopping: no(
    'not-now',
    'starting-or-stopping',
    'The counter is starting or stopping: try again in a minute.',
  ),
} as const;

/** The journal or the disk said no: nothing was done. */
export const notWritten = (error: unknown): DeskAnswer =>
  no('failed', 'not-written', `Nothing was done, because it cannot be written down: ${String(error)}`);
