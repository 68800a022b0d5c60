// pure
// What the counter answered to an act, whatever stands in the body.
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { DeskAnswer, DeskRefusal } from '../../desk-acts.ts';

export const refusalCodes = [
  'signed-out',
  'not-allowed',
  'wrong',
  'locked-out',
  'not-now',
  'unknown',
  'gate',
  'failed',
] as const satisfies readonly DeskRefusal[];

/** `no-answer`: the counter's own program did not answer in time. */
export interface DeskProblem {
  ok: false;
  code: DeskRefusal | 'no-answer';
  why: string;
  message: string;
  reasons: GateReason[];
}
export type Answered = Extract<DeskAnswer, { ok: true }> | DeskProblem;

const byStatus: Record<number, DeskRefusal> = { 401: 'signed-out', 403: 'not-allowed', 409: 'not-now' };

/** Reads the body of an answer; a body of another shape is judged by its status alone (SCR-61). */
export function answerOf(status: number, body: unknown): Answered {
  const { ok, code, why, message, reasons, done, error } = (body ?? {}) as Record<string, unknown>;
  if (ok === true) return { ok: true, ...(typeof done === 'string' && { done }) };
  if (status < 400 && ok !== false) return problem('failed');
  const known = refusalCodes.find((each) => each === code) ?? byStatus[status] ?? 'failed';
  const said = (error as { message?: unknown } | undefined)?.message ?? message;
  return {
    ...problem(known),
    why: typeof why === 'string' ? why : '',
    message: typeof said === 'string' ? said : '',
    reasons: Array.isArray(reasons) ? (reasons as GateReason[]) : [],
  };
}

export const problem = (code: DeskProblem['code']): DeskProblem => ({
  ok: false,
  code,
  why: '',
  message: '',
  reasons: [],
});
