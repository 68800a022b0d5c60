// pure
// Somebody is let in by phone: a question on this screen, answered once, in time, through the hub (OPR-6).
import type { Approval } from '@zhuangui/protocol/settings.ts';
import type { PhoneApproval } from '../screens/operator-views.ts';

export interface Question {
  request: string;
  /** Becomes the session of the browser that asked, and of no other. */
  token: string;
  url: string | null;
  /** Monotonic milliseconds. */
  expiresAtMs: number;
  state: PhoneApproval['state'];
}

export const approvalS = 120;

export type Granted = Extract<Approval, { approved: true }>;
export type Ignored = 'nothing-asked' | 'other-request' | 'late' | 'answered-before';

/** Address that a phone opens; null while nobody knows the public address. */
export const approvalUrl = (publicUrl: string | null, counter: string, request: string): string | null =>
  publicUrl === null ? null : `${publicUrl}/approve/${counter}/${request}`;

/** The question after an answer: granted (and then gone), refused, or the answer is none to it. */
export function answered(
  question: Question | null,
  approval: Approval,
  nowMs: number,
): { question: Question | null; granted?: Granted; ignored?: Ignored } {
  if (question === null) return { question, ignored: 'nothing-asked' };
  if (approval.request !== question.request) return { question, ignored: 'other-request' };
  if (nowMs >= question.expiresAtMs) return { question, ignored: 'late' };
  if (question.state === 'refused') return { question, ignored: 'answered-before' };
  if (!approval.approved) return { question: { ...question, state: 'refused' } };
  return { question: null, granted: approval };
}

export function questionView(question: Question | null, nowMs: number): PhoneApproval | null {
  if (question === null || nowMs >= question.expiresAtMs) return null;
  const { url, state } = question;
  return { url, expiresInMs: Math.ceil((question.expiresAtMs - nowMs) / 1000) * 1000, state };
}
