// pure
// What the operator's page is told, gathered from the parts' own states (OPR-17).
import type { OperatorRole } from '@zhuangui/protocol/settings.ts';
import type { DeskView, EnrolmentView, FaultView, PhoneApproval } from '../screens/operator-views.ts';
import type { FaultBook } from './fault-book.ts';
import type { DeskParts } from './ports.ts';
import { permissionsOf } from './roles.ts';
import type { Session } from './session.ts';

type SignedOut = Extract<DeskView, { state: 'signed-out' }>;
type SignedIn = Extract<DeskView, { state: 'signed-in' }>;

export interface Door {
  lockedForMs: number;
  triesLeft: number;
  approval: PhoneApproval | null;
  accounts: number;
  enrolment: EnrolmentView | null;
}

/** Seconds are what a page counts in; finer steps would only be news without content. */
const inSeconds = (ms: number) => Math.ceil(ms / 1000) * 1000;

export function signedOutView({ lockedForMs, triesLeft, approval, accounts, enrolment }: Door): SignedOut {
  return {
    state: 'signed-out',
    lockedForMs: inSeconds(lockedForMs),
    triesLeft,
    approval,
    noAccounts: accounts === 0,
    enrolment: needsEnrolment(enrolment) ? enrolment : null,
  };
}

/** A counter without an identity is set up by whoever has the one-time code; nobody can sign in there yet. */
export const needsEnrolment = (enrolment: EnrolmentView | null): boolean =>
  enrolment !== null && enrolment.notAfter === null && enrolment.state !== 'done';

export interface Desktop extends Pick<SignedIn, 'exportTargets' | 'lastExport' | 'testVend' | 'inService'> {
  session: Session;
  /** Role of now: a changed account holds at once. */
  role: OperatorRole;
  idleLeftMs: number;
  faults: FaultBook;
}

export function signedInView(
  { session, role, idleLeftMs, faults, ...rest }: Desktop,
  {
    sources,
    restock,
    cash,
    doors,
    enrol,
  }: Pick<DeskParts, 'sources' | 'restock' | 'cash' | 'doors' | 'enrol'>,
): SignedIn {
  return {
    state: 'signed-in',
    operator: session.operator,
    name: session.name,
    role,
    by: session.by,
    may: [...permissionsOf(role)],
    idleLeftMs: inSeconds(idleLeftMs),
    view: sources.operatorView(),
    faults: inOrder([...faults.values(), ...(sources.faults?.() ?? [])]),
    restock: restock.view(),
    hints: restock.hints(),
    temperature: sources.temperature(),
    cash: cash.view(),
    storage: sources.storage(),
    clock: sources.clock(),
    settings: sources.settings(),
    pending: sources.pending(),
    cabinet: doors?.doors() ?? [],
    enrolment: enrol?.view() ?? null,
    ...rest,
  };
}

/** The worst first, then the newest; the same fault told by two parts is one. */
function inOrder(faults: readonly FaultView[]): FaultView[] {
  const once = new Map(faults.map((fault) => [fault.code, fault]));
  const rank = (fault: FaultView) => (fault.severity === 'critical' ? 0 : 1);
  return [...once.values()].sort((a, b) => rank(a) - rank(b) || b.since - a.since);
}
