// Sign-in by phone: makes the question, sends it to the hub, takes the answer once (OPR-6).
import { approvalMessage, signInAskMessage } from '@zhuangui/protocol/settings.ts';
import type { DeskAnswer } from '../screens/desk-acts.ts';
import type { PhoneApproval } from '../screens/operator-views.ts';
import { done, no } from './answers.ts';
import { answered, approvalS, approvalUrl, type Granted, type Question, questionView } from './approval.ts';
import type { DeskParts } from './ports.ts';
import { isTheirs } from './session.ts';

export interface PhoneCounts {
  granted: number;
  refused: number;
  /** Forged, replayed or late: told apart in the log. */
  ignored: number;
  unreadable: number;
}

export interface Phone {
  ask(token: string | undefined): { answer: DeskAnswer; token?: string };
  cancel(token: string | undefined): void;
  /** Nobody is asked any more. */
  drop(): void;
  /** What the hub sent. */
  hear(bytes: Uint8Array): void;
  /** As the browser that asked sees it. */
  view(token: string | undefined): PhoneApproval | null;
  counts(): PhoneCounts;
}

export interface PhoneParts
  extends Pick<DeskParts, 'counter' | 'clock' | 'random' | 'log' | 'settings' | 'mail'> {
  changed(): void;
  granted(approval: Granted, token: string): void;
}

/** A finger that drums on the button is one question to the hub, not ten. */
const askEveryMs = 3_000;

export function createPhone(parts: PhoneParts): Phone {
  const { clock, random, log } = parts;
  const counts: PhoneCounts = { granted: 0, refused: 0, ignored: 0, unreadable: 0 };
  let question: Question | null = null;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let callOff = () => {};

  function set(next: Question | null): void {
    question = next;
    callOff();
    if (next) {
      const leftMs = Math.max(1, next.expiresAtMs - clock.monotonicMs());
      callOff = clock.setTimer(leftMs, () => set(null));
    }
    parts.changed();
  }

  const isWaiting = (token: string | undefined) =>
    question !== null && question.state === 'waiting' && isTheirs(question, token);

  function ask(token: string | undefined): { answer: DeskAnswer; token?: string } {
    const nowMs = clock.monotonicMs();
    if (isWaiting(token) && nowMs < question!.expiresAtMs) return { answer: done('waiting') };
    if (nowMs < askedAtMs + askEveryMs) {
      return {
        answer: no('not-now', 'asked-just-now', 'A moment ago somebody asked: try again in a few seconds.'),
      };
    }
    askedAtMs = nowMs;
    const request = `q${random.hex(16)}`;
    const asker = random.hex(32);
    const isSent = parts.mail('signin', signInAskMessage.encode({ v: 1, request, expiresInS: approvalS }));
    const url = approvalUrl(parts.settings().publicUrl, parts.counter, request);
    const state = isSent ? 'waiting' : 'no-network';
    set({ request, token: asker, url, expiresAtMs: nowMs + approvalS * 1000, state });
    if (isSent) return { answer: done('waiting'), token: asker };
    const words = 'There is no connection to the hub now: use the PIN.';
    return { answer: no('not-now', 'no-network', words), token: asker };
  }

  function hear(bytes: Uint8Array): void {
    const parsed = approvalMessage.parse(bytes);
    if (!parsed.ok) {
      counts.unreadable += 1;
      return log.warn({ problem: parsed.problem.message }, 'a sign-in answer cannot be read');
    }
    const before = question;
    const { question: after, granted, ignored } = answered(before, parsed.value, clock.monotonicMs());
    if (ignored) {
      counts.ignored += 1;
      return log.warn({ why: ignored, request: parsed.value.request }, 'a sign-in answer is not taken');
    }
    set(after);
    if (!granted || !before) counts.refused += 1;
    else {
      counts.granted += 1;
      parts.granted(granted, before.token);
    }
  }

  return {
    ask,
    cancel(token) {
      if (isTheirs(question, token)) set(null);
    },
    drop: () => set(null),
    hear,
    view: (token) => (isTheirs(question, token) ? questionView(question, clock.monotonicMs()) : null),
    counts: () => ({ ...counts }),
  };
}
