// The desk as the page knows it: the newest view, one act at a time, and what did not work.
import { createContext, useContext, useRef, useState } from 'react';
import type { DeskAct } from '../../desk-acts.ts';
import { type LiveView, useLiveView } from '../../shared/live-view.ts';
import { type DeskView, type Permission, screenPaths } from '../../views.ts';
import type { Answered, DeskProblem } from './answer.ts';
import { postAct } from './post-act.ts';

export type SignedIn = Extract<DeskView, { state: 'signed-in' }>;
export type SignedOut = Extract<DeskView, { state: 'signed-out' }>;

export interface DeskHandle extends LiveView<DeskView> {
  /** The act under way; while it is, no other begins (SCR-62). */
  busy: DeskAct['act'] | null;
  problem: DeskProblem | null;
  forgetProblem(): void;
  /** Null when another act is under way. `isQuiet`: the page itself says what did not work. */
  act(act: DeskAct, isQuiet?: (problem: DeskProblem) => boolean): Promise<Answered | null>;
  /** A touch that keeps the session; never in the way of an act. */
  stay(): void;
}

/** After these the session's cookie is another one, and the stream has to be opened with it. */
const changesSession: ReadonlySet<DeskAct['act']> = new Set<DeskAct['act']>([
  'sign-in-pin',
  'sign-in-badge',
  'ask-approval',
  'sign-out',
]);

export function useDesk(): DeskHandle {
  const [session, setSession] = useState(0);
  const live = useLiveView<DeskView>(`${screenPaths.deskEvents}?session=${session}`, 'desk');
  const isBusy = useRef(false);
  const [busy, setBusy] = useState<DeskAct['act'] | null>(null);
  const [problem, setProblem] = useState<DeskProblem | null>(null);

  async function act(asked: DeskAct, isQuiet: (problem: DeskProblem) => boolean = () => false) {
    if (isBusy.current) return null;
    isBusy.current = true;
    setBusy(asked.act);
    const answer = await postAct(asked);
    isBusy.current = false;
    setBusy(null);
    const isSignedOut = !answer.ok && answer.code === 'signed-out';
    if (changesSession.has(asked.act) || isSignedOut) setSession((count) => count + 1);
    if (!answer.ok && !isQuiet(answer)) setProblem(answer);
    return answer;
  }
  return {
    ...live,
    busy,
    problem,
    forgetProblem: () => setProblem(null),
    act,
    stay: () => void postAct({ act: 'stay' }),
  };
}

/** What every page of a signed-in person needs. */
export interface DeskContext {
  desk: DeskHandle;
  view: SignedIn;
  can(permission: Permission): boolean;
  go(page: DeskPage): void;
}
export type DeskPage =
  | 'home'
  | 'restock'
  | 'planogram'
  | 'cash'
  | 'machine'
  | 'records'
  | 'tickets'
  | 'pending';

export const DeskContextValue = createContext<DeskContext | null>(null);

export function useSignedIn(): DeskContext {
  return useContext(DeskContextValue)!;
}
