// Signing in at a counter by phone: the counter shows a request as QR, its owner answers here, out of others' sight.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type Approval, approvalMessage, signInAskMessage } from '@zhuangui/protocol/settings.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { noteTry, readOperator } from './accounts.ts';
import { hashPin, verifyPin } from './pin.ts';

export interface ApprovalParts {
  db: Db;
  /** Hands the answer to the counter; false when it is not connected. */
  send(counter: string, request: string, bytes: Uint8Array): boolean;
  clock: Clock;
  random: Random;
  log: Log;
}

export type ApprovalResult = 'approved' | 'wrong' | 'locked' | 'expired' | 'not-here' | 'away';

export interface Approvals {
  /** A counter's question, as bytes; a malformed one is counted. */
  onAsk(counter: string, payload: Uint8Array): void;
  /** True while the request waits for an answer. */
  waits(counter: string, request: string): boolean;
  approve(given: {
    counter: string;
    request: string;
    operator: string;
    pin: string;
  }): Promise<ApprovalResult>;
  malformed(): number;
}

/** OPS-3: five tries, then a quarter of an hour, doubling to a day. */
const triesFree = 5;
const lockMs = (failures: number) =>
  failures < triesFree ? 0 : Math.min(86_400_000, 900_000 * 2 ** Math.min(10, failures - triesFree));
/** OPS-5: so many wrong answers end a request; the next try needs somebody at the counter's screen again. */
const wrongMax = 3;
/** One counter has one screen: a newer request takes the place of the one before. */
const waitingMax = 20_000;

/** Requests live in memory only: after a restart of the hub the operator asks again. */
export function createApprovals({ db, send, clock, random, log }: ApprovalParts): Approvals {
  const waiting = new Map<string, { request: string; untilMs: number; wrong: number }>();
  let malformed = 0;
  let unknownPin: Promise<string> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function waits(counter: string, request: string): boolean {
    const asked = waiting.get(counter);
    return asked?.request === request && clock.monotonicMs() < asked.untilMs;
  }

  /** An unknown person takes as long as a known one. */
  async function check(operator: string, pin: string) {
    const row = await readOperator(db, operator);
    unknownPin ??= hashPin('000000', random.bytes(16));
    if (!row) {
      await verifyPin(pin, await unknownPin);
      return 'wrong' as const;
    }
    if (row.lockedUntilMs > clock.nowMs()) return 'locked' as const;
    const failures = row.failures + 1;
    await noteTry(db, operator, failures, clock.nowMs() + lockMs(failures));
    if (!(await verifyPin(pin, row.account.pin))) return 'wrong' as const;
    await noteTry(db, operator, 0, 0);
    return row;
  }

  function noteWrong(counter: string, request: string): void {
    const asked = waiting.get(counter);
    if (asked?.request !== request) return;
    asked.wrong += 1;
    if (asked.wrong >= wrongMax) waiting.delete(counter);
  }

  async function approve(given: Parameters<Approvals['approve']>[0]): Promise<ApprovalResult> {
    const { counter, request, operator, pin } = given;
    if (!waits(counter, request)) return 'expired';
    const row = await check(operator, pin);
    if (row === 'wrong' || row === 'locked') {
      noteWrong(counter, request);
      return row;
    }
    if (row.counters && !row.counters.has(counter)) return 'not-here';
    if (!waits(counter, request)) return 'expired';
    waiting.delete(counter);
    const { name, role } = row.account;
    const answer: Approval = { v: 1, request, approved: true, operator, name, role };
    log.info({ counter, operator }, 'an operator signs in by phone');
    return send(counter, request, approvalMessage.encode(answer)) ? 'approved' : 'away';
  }

  return {
    onAsk(counter, payload) {
      const ask = signInAskMessage.parse(payload);
      if (!ask.ok) {
        malformed += 1;
        return log.warn({ counter, problem: ask.problem.message }, 'a sign-in question could not be read');
      }
      const { request, expiresInS } = ask.value;
      waiting.delete(counter);
      waiting.set(counter, { request, untilMs: clock.monotonicMs() + expiresInS * 1000, wrong: 0 });
      const [oldest] = waiting.keys();
      if (waiting.size > waitingMax && oldest !== undefined) waiting.delete(oldest);
    },
    waits,
    // One after the other: two tries at once must not cost one.
    approve(given) {
      const answer = turn.then(() => approve(given));
      turn = answer.catch(() => undefined);
      return answer;
    },
    malformed: () => malformed,
  };
}
