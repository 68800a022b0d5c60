// Who is signed in at this counter: opens the session, watches that it is used, ends it, and writes both down (OPR-7).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { OperatorRole } from '@zhuangui/protocol/settings.ts';
import { words } from '../sale/words.ts';
import { accountOf } from './accounts.ts';
import type { DeskParts } from './ports.ts';
import { idleLeftMs, isTheirs, type Session } from './session.ts';

export type Newcomer = Pick<Session, 'operator' | 'name' | 'role' | 'by' | 'token'>;

export interface SessionKeeper {
  /** The session of this browser, or null. */
  of(token: string | undefined): Session | null;
  signedIn(): Session | null;
  /** As the settings have it now. */
  role(session: Session): OperatorRole;
  idleLeftMs(session: Session): number;
  /** Written down first; rejects, and nobody is signed in, when that fails. An earlier session ends. */
  open(who: Newcomer): Promise<void>;
  touch(): void;
  end(why: string): Promise<void>;
}

export interface SessionKeeperParts extends Pick<DeskParts, 'clock' | 'log' | 'append' | 'settings'> {
  changed(): void;
  /** Something of this session is still being done. */
  isBusy(): boolean;
  /** Before the sign-out is written. */
  ended(session: Session, why: string): Promise<void>;
}

export function createSessionKeeper(parts: SessionKeeperParts): SessionKeeper {
  const { clock, log, append, settings } = parts;
  let session: Session | null = null;
  let callOff = () => {};
  let opening: Promise<unknown> = Promise.resolve();

  const left = (one: Session) => idleLeftMs(one, clock.monotonicMs(), settings().screen.operatorIdleS * 1000);

  /** A person who was struck off the list is out at once; somebody let in by phone never was on it. */
  const account = (one: Session) =>
    one.by === 'phone' ? one : accountOf(settings().operators, one.operator);

  function valid(): Session | null {
    if (session === null) return null;
    return account(session) !== undefined && (left(session) > 0 || parts.isBusy()) ? session : null;
  }

  function watch(): void {
    callOff();
    if (session === null) return;
    callOff = clock.setTimer(Math.max(1, left(session)), () => {
      if (session === null) return;
      if (parts.isBusy()) touch();
      else if (left(session) > 0) watch();
      else void end('untouched');
    });
  }

  function touch(): void {
    if (session === null) return;
    session = { ...session, touchedAtMs: clock.monotonicMs() };
    watch();
  }

  async function end(why: string): Promise<void> {
    const gone = session;
    if (gone === null) return;
    session = null;
    callOff();
    parts.changed();
    const failed = (error: unknown) => log.error({ error: String(error), why }, 'sign-out');
    await parts.ended(gone, why).catch(failed);
    const { operator, by, role } = gone;
    const line: LineBody = { kind: 'operator', operator, action: 'sign-out', by, role, why: words(why, 120) };
    await append([line]).catch(failed);
  }

  async function open({ operator, name, role, by, token }: Newcomer): Promise<void> {
    await append([{ kind: 'operator', operator, action: 'sign-in', by, role }]);
    await end('another-sign-in');
    const nowMs = clock.monotonicMs();
    session = { token, operator, name, role, by, openedAtMs: nowMs, touchedAtMs: nowMs };
    watch();
    parts.changed();
  }

  return {
    of: (token) => {
      const one = valid();
      if (one === null && session !== null) void end(account(session) ? 'untouched' : 'account-gone');
      return isTheirs(one, token) ? one : null;
    },
    signedIn: () => valid(),
    role: (one) => account(one)?.role ?? one.role,
    idleLeftMs: left,
    open(who) {
      const turn = opening.then(() => open(who));
      opening = turn.catch(() => undefined);
      return turn;
    },
    touch,
    end,
  };
}
