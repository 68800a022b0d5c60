// pure
// What a restock desk remembers, and what it is told. Everything that matters is in the journal's lines.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { GateAnswer } from '../gate/gate-source.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { OpenRestock } from '../planogram/open-restock.ts';
import type { Slot } from '../planogram/slot.ts';
import type { DeskActOf, DeskAnswer, DeskRefusal } from '../screens/desk-acts.ts';
import type { RestockView } from '../screens/operator-views.ts';
import type { ProductView } from '../screens/views.ts';

/** A session as the page sees it, and the photographs that were sent during it. */
export interface OpenSession extends RestockView {
  photos: readonly string[];
}

export interface RestockState {
  open: OpenSession | null;
  /** Sessions that an earlier run of the agent left open. */
  unfinished: readonly OpenRestock[];
  /** The last attempt that was refused and written down (RST-2). */
  refused: { key: string; upMs: number } | null;
}

export type RestockEvent =
  | { type: 'open'; session: string; operator: string }
  | { type: 'scan'; session: string; scan: string; operator: string }
  | { type: 'put'; act: DeskActOf<'restock-put'>; operator: string }
  | { type: 'close'; session: string; operator: string }
  | { type: 'stock'; act: DeskActOf<'stock'>; operator: string }
  | { type: 'price'; act: DeskActOf<'price'>; operator: string }
  | { type: 'photo'; photo: string }
  | { type: 'abandon' };

/** The counter at the moment of an event. */
export interface Around {
  wallMs: number;
  /** Monotonic. */
  upMs: number;
  /** YYYY-MM-DD, trusted. */
  today: string;
  lists: ListsView | undefined;
  /** Loaded slots in order of their numbers. */
  slots: readonly Slot[];
  /** Slots that the machine has, loaded or not. */
  slotNumbers: readonly number[];
  /** The gate at the point `load`. */
  ask(proposed: Slot): GateAnswer;
  /** A sale or a test vend may take something out of this slot right now (RST-10). */
  moving(slot: number): boolean;
  product(entry: Entry): ProductView;
}

export interface Step {
  state: RestockState;
  /** To be committed before the state holds. */
  lines: LineBody[];
  answer: DeskAnswer;
}

export const emptyRestock: RestockState = { open: null, unfinished: [], refused: null };

export const done = (what: string): DeskAnswer => ({ ok: true, done: what });
export const no = (code: DeskRefusal, why: string, message: string): DeskAnswer => ({
  ok: false,
  code,
  why,
  message,
});
/** The gate's no in words; `why` is its most important reason. */
export const gateNo = (reasons: readonly GateReason[], message: string): DeskAnswer => ({
  ok: false,
  code: 'gate',
  why: reasons[0] ?? 'not-certified',
  message,
  reasons: [...reasons],
});

export const unchanged = (state: RestockState, answer: DeskAnswer): Step => ({ state, lines: [], answer });

const sameAttemptMs = 5000;

/** RST-2: lines of a refused attempt, none when it is the last one again; and what to remember. */
export function noteAttempt(
  state: RestockState,
  key: string,
  upMs: number,
  lines: LineBody[],
): { state: RestockState; lines: LineBody[] } {
  const { refused } = state;
  const isAgain = refused?.key === key && upMs - refused.upMs < sameAttemptMs;
  return { state: { ...state, refused: { key, upMs } }, lines: isAgain ? [] : lines };
}
