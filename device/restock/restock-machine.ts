// pure
// A restocking operator's visit: (state, event, the counter as it is) to state, lines and an answer. The lines are
// committed before the new state holds; when they cannot be, nothing happened.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { Slot } from '../planogram/slot.ts';
import type { DeskActOf, DeskAnswer } from '../screens/desk-acts.ts';
import type { RestockView, ScanView } from '../screens/operator-views.ts';
import { judgeScan } from './judge-scan.ts';
import { expiresSoon } from './last-day.ts';
import { putProblem } from './put-checks.ts';
import {
  type Around,
  done,
  gateNo,
  no,
  noteAttempt,
  type OpenSession,
  type RestockEvent,
  type RestockState,
  type Step,
  unchanged,
} from './restock-state.ts';

/** What a page is shown of one session is bounded; the journal holds all of it. */
const shownMax = 200;
const photosMax = 50;

const noSession = no(
  'not-now',
  'no-session',
  'No restock session is open under this number. Open one first.',
);
const selling = (slot: number): DeskAnswer =>
  no('not-now', 'sale-running', `Something is being taken out of slot ${slot}. Try again when that is over.`);
const slotUnknown = (slot: number): DeskAnswer =>
  no('unknown', 'slot', `Slot ${slot} was never loaded. Put goods into it first.`);

export function stepRestock(state: RestockState, event: RestockEvent, around: Around): Step {
  switch (event.type) {
    case 'open':
      return open(state, event, around);
    case 'scan':
      return scan(state, event, around);
    case 'put':
      return put(state, event, around);
    case 'close':
      return close(state, event);
    case 'stock':
      return stock(state, event, around);
    case 'price':
      return price(state, event, around);
    case 'photo':
      return photo(state, event.photo);
    case 'abandon':
      return state.open ? end(state, []) : unchanged(state, done('closed'));
  }
}

type EventOf<T extends RestockEvent['type']> = Extract<RestockEvent, { type: T }>;

const sessionLine = (session: string, state: 'opened' | 'closed', operator: string): LineBody => ({
  kind: 'restock-session',
  session,
  state,
  operator,
});

/** RST-3: closes what is open, now or from before a power cut, together with the lines that follow. */
function end(state: RestockState, lines: LineBody[]): Step {
  const ending = [...state.unfinished, ...(state.open ? [state.open] : [])];
  const closing = ending.map(({ session, operator }) => sessionLine(session, 'closed', operator));
  return {
    state: { ...state, open: null, unfinished: [] },
    lines: [...closing, ...lines],
    answer: done('closed'),
  };
}

function open(state: RestockState, { session, operator }: EventOf<'open'>, around: Around): Step {
  // RST-9: a second touch finds the session that the first one opened.
  if (state.open?.operator === operator) return unchanged(state, done('open'));
  const ended = end(state, [sessionLine(session, 'opened', operator)]);
  const opened = {
    session,
    operator,
    openedAt: around.wallMs,
    scan: null,
    done: [],
    differences: [],
    photos: [],
  };
  return { ...ended, state: { ...ended.state, open: opened }, answer: done('open') };
}

function close(state: RestockState, { session }: EventOf<'close'>): Step {
  if (state.open === null) return unchanged(state, done('closed'));
  return state.open.session === session ? end(state, []) : unchanged(state, noSession);
}

/** The open session, if it is the one that is meant. */
const meant = ({ open: session }: RestockState, id: string): OpenSession | undefined =>
  session?.session === id ? session : undefined;

function scanAnswer({ verdict, reasons, problem, gtin }: ScanView): DeskAnswer {
  switch (verdict) {
    case 'unreadable':
      return no(
        'unknown',
        problem ?? 'torn',
        'This code cannot be read as one of goods. Scan again, or another code.',
      );
    case 'unknown-goods':
      return {
        ...gateNo(reasons, `${gtin} is not certified and must not be loaded.`),
        why: 'unknown-goods',
      } as DeskAnswer;
    case 'refused':
      return gateNo(reasons, `${gtin} must not be loaded: ${reasons.join(', ')}.`);
    default:
      return done(verdict);
  }
}

function scan(state: RestockState, event: EventOf<'scan'>, around: Around): Step {
  const session = meant(state, event.session);
  if (!session) return unchanged(state, noSession);
  const { view, lines } = judgeScan(event.scan, event.operator, around);
  const seen = { ...state, open: { ...session, scan: view } };
  const answer = scanAnswer(view);
  if (lines.length === 0) return { state: seen, lines, answer };
  const key = JSON.stringify(['scan', view.gtin, view.lot, view.bestBefore, view.reasons]);
  return { ...noteAttempt(seen, key, around.upMs, lines), answer };
}

/** The slot as it will be. */
function proposedBy(act: DeskActOf<'restock-put'>): Slot {
  const { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen } = act;
  return { slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen };
}

const goodsOf = (slot: Slot): unknown[] => [
  slot.entry,
  slot.lot,
  slot.madeOn,
  slot.bestBefore,
  slot.count,
  slot.capacity,
  slot.priceFen,
];

/** RST-9: the same put again, while the slot still stands as the first one left it. */
function isRepeat(session: OpenSession, act: DeskActOf<'restock-put'>, around: Around): boolean {
  const slot = around.slots.find((one) => one.slot === act.slot);
  if (!slot || String(goodsOf(slot)) !== String(goodsOf(proposedBy(act)))) return false;
  const last = session.done.find((one) => one.slot === act.slot && one.accepted);
  return last !== undefined && last.added === act.added && last.count === act.count;
}

type Done = RestockView['done'][number];

function doneOf(act: DeskActOf<'restock-put'>, reasons: readonly GateReason[], around: Around): Done {
  const { slot, entry, lot, count, added, priceFen } = act;
  const name = around.lists?.entry(entry)?.name ?? entry;
  const said = { accepted: reasons.length === 0, reasons: [...reasons], photo: act.photo !== undefined };
  return { at: around.wallMs, slot, entry, name, lot, count, added, priceFen, ...said };
}

const withDone = (session: OpenSession, one: Done): OpenSession => ({
  ...session,
  done: [one, ...session.done].slice(0, shownMax),
});

function put(state: RestockState, { act, operator }: EventOf<'put'>, around: Around): Step {
  const session = meant(state, act.session);
  if (!session) return unchanged(state, noSession);
  if (around.moving(act.slot)) return unchanged(state, selling(act.slot));
  if (isRepeat(session, act, around)) return unchanged(state, done('put'));
  // The gate first: an attempt to load what must not be loaded is recorded, whatever else is wrong with it.
  const refused = askGate(state, proposedBy(act), around);
  if (refused) return withRefusal(refused, session, doneOf(act, refused.reasons, around));
  const problem = putProblem(act, around, session);
  if (problem) return unchanged(state, problem);
  const { photo: picture, added } = act;
  const line: LineBody = {
    kind: 'restock',
    ...proposedBy(act),
    operator,
    session: session.session,
    added,
    ...(picture === undefined ? {} : { photo: picture }),
  };
  const isLate = expiresSoon(act, around.lists?.entry(act.entry), around.today);
  return {
    state: { ...state, open: withDone(session, doneOf(act, [], around)) },
    lines: [line],
    answer: done(isLate ? 'expires-soon' : 'put'),
  };
}

interface Refusal extends Step {
  reasons: readonly GateReason[];
}

/** The gate's no as a step, or undefined when it lets the goods pass. */
function askGate(state: RestockState, proposed: Slot, around: Around): Refusal | undefined {
  const { decision, lists } = around.ask(proposed);
  if (decision.pass) return undefined;
  const { reasons } = decision;
  const answered = { point: 'load' as const, slotNumber: proposed.slot, slot: proposed, decision };
  const key = JSON.stringify(['load', proposed.slot, goodsOf(proposed), reasons]);
  const noted = noteAttempt(state, key, around.upMs, [refusedLine(answered, lists)]);
  const answer = gateNo(
    reasons,
    `Slot ${proposed.slot}: the goods must not be loaded: ${reasons.join(', ')}.`,
  );
  return { ...noted, answer, reasons };
}

function withRefusal({ state, lines, answer }: Refusal, session: OpenSession, one: Done): Step {
  // The same attempt again stands in the list already.
  if (lines.length === 0) return { state, lines, answer };
  return { state: { ...state, open: withDone(session, one) }, lines, answer };
}

function stock(state: RestockState, { act, operator }: EventOf<'stock'>, around: Around): Step {
  const slot = around.slots.find((one) => one.slot === act.slot);
  if (!slot) return unchanged(state, slotUnknown(act.slot));
  if (around.moving(act.slot)) return unchanged(state, selling(act.slot));
  const { found, why } = act;
  const { entry, lot, count: expected, capacity } = slot;
  if (found > capacity) {
    const message = `Slot ${act.slot} holds ${capacity}, not ${found}. Count again, or put goods in with the larger capacity first.`;
    return unchanged(state, no('wrong', 'over-capacity', message));
  }
  if (found === expected) return unchanged(state, done('as-booked'));
  const session = state.open;
  const difference = { slot: act.slot, expected, found, why };
  const line: LineBody = {
    kind: 'stock',
    ...difference,
    entry,
    lot,
    operator,
    ...(session ? { session: session.session } : {}),
  };
  const differences = [difference, ...(session?.differences ?? [])].slice(0, shownMax);
  return {
    state: session ? { ...state, open: { ...session, differences } } : state,
    lines: [line],
    answer: done('stock'),
  };
}

function price(state: RestockState, { act, operator }: EventOf<'price'>, around: Around): Step {
  const slot = around.slots.find((one) => one.slot === act.slot);
  if (!slot) return unchanged(state, slotUnknown(act.slot));
  if (around.moving(act.slot)) return unchanged(state, selling(act.slot));
  if (slot.priceFen === act.priceFen) return unchanged(state, done('price'));
  const { locked: _locked, faulty: _faulty, ...goods } = { ...slot, priceFen: act.priceFen };
  const refused = askGate(state, goods, around);
  if (refused) return { state: refused.state, lines: refused.lines, answer: refused.answer };
  const session = state.open ? { session: state.open.session } : {};
  return {
    state,
    lines: [{ kind: 'restock', ...goods, operator, added: 0, ...session }],
    answer: done('price'),
  };
}

function photo(state: RestockState, taken: string): Step {
  const session = state.open;
  if (!session) return unchanged(state, noSession);
  const photos = [...session.photos.filter((one) => one !== taken), taken].slice(-photosMax);
  return unchanged({ ...state, open: { ...session, photos } }, done('photo'));
}
