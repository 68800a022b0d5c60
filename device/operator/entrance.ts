// A PIN, or a badge and its PIN, to a session or a refusal that tells nobody what was wrong (OPR-1, OPR-5).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { OperatorAccount } from '@zhuangui/protocol/settings.ts';
import type { DeskActOf, DeskAnswer } from '../screens/desk-acts.ts';
import { accountOf, accountOfBadge } from './accounts.ts';
import { done, no, notWritten, refusals } from './answers.ts';
import type { DeskParts } from './ports.ts';
import type { SessionKeeper } from './session-keeper.ts';
import type { SignIn, Verdict } from './sign-in.ts';

export type SignInAct = DeskActOf<'sign-in-pin'> | DeskActOf<'sign-in-badge'>;

const lockedOut = (lockedForMs: number) =>
  no('locked-out', 'locked-out', `Too many wrong tries: wait ${Math.ceil(lockedForMs / 60_000)} minutes.`);

/** Lets somebody in or not; `token` is the new session's. Never rejects. */
export async function enter(
  { append, log, random, settings }: Pick<DeskParts, 'append' | 'log' | 'random' | 'settings'>,
  signIn: SignIn,
  sessions: SessionKeeper,
  act: SignInAct,
): Promise<{ answer: DeskAnswer; token?: string }> {
  const accounts = settings().operators;
  const by = act.act === 'sign-in-pin' ? 'pin' : 'badge';
  const account =
    act.act === 'sign-in-pin' ? accountOf(accounts, act.operator) : accountOfBadge(accounts, act.badge);
  const verdict = await signIn.check(account, act.pin, accounts[0]?.pin);
  if (verdict.state === 'right') return letIn(verdict.account);
  if (verdict.state === 'wrong') await noteWrong(verdict);
  return { answer: refusalOf(verdict) };

  async function letIn({ operator, name, role }: OperatorAccount) {
    const token = random.hex(32);
    try {
      await sessions.open({ operator, name, role, by, token });
      return { answer: done('signed-in'), token };
    } catch (error) {
      return { answer: notWritten(error) };
    }
  }

  /** What was typed for a number that nobody has is not written down: it may be somebody's PIN. */
  async function noteWrong({ locks, lockedForMs }: Extract<Verdict, { state: 'wrong' }>): Promise<void> {
    const operator = account?.operator ?? 'unknown';
    const lines: LineBody[] = [{ kind: 'operator', operator, action: 'sign-in-refused', by, why: 'wrong' }];
    if (locks) {
      const why = `${Math.round(lockedForMs / 60_000)} minutes`;
      lines.push({ kind: 'operator', operator, action: 'locked-out', by, why });
    }
    await append(lines).catch((error: unknown) => log.error({ error: String(error) }, 'sign-in refused'));
  }
}

function refusalOf(verdict: Exclude<Verdict, { state: 'right' }>): DeskAnswer {
  switch (verdict.state) {
    case 'wrong':
      if (verdict.locks) return lockedOut(verdict.lockedForMs);
      return no('wrong', 'wrong', `Number, badge or PIN is wrong; ${verdict.triesLeft} tries are left.`);
    case 'locked-out':
      return lockedOut(verdict.lockedForMs);
    case 'busy':
      return refusals.machineBusy;
    case 'failed':
      return notWritten(verdict.message);
  }
}
