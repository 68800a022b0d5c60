// pure
// What an operator can ask for at the counter's screen: one schema for the page, the server and the desk.
import { SessionId, stockReasons } from '@zhuangui/protocol/journal-lines.ts';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { OperatorId } from '@zhuangui/protocol/settings.ts';
import {
  Closed,
  Day,
  EntryId,
  Fen,
  Lot,
  OrderId,
  Sha256,
  SlotNumber,
  Text,
} from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';

const act = <A extends string, P extends Record<string, import('typebox').TSchema>>(name: A, fields: P) =>
  Closed({ act: Type.Literal(name), ...fields });
const Count = Type.Integer({ minimum: 0, maximum: 255 });
/** What a scanner types, its group separators included. */
const Scan = Type.String({ minLength: 1, maxLength: 300 });

export const DeskAct = Type.Union([
  act('sign-in-pin', { operator: OperatorId, pin: Type.String({ pattern: '^[0-9]{6}$' }) }),
  /** The badge and the PIN of its owner: something had and something known. */
  act('sign-in-badge', {
    badge: Type.String({ minLength: 4, maxLength: 200 }),
    pin: Type.String({ pattern: '^[0-9]{6}$' }),
  }),
  /** Asks for a QR that somebody opens on a phone. */
  act('ask-approval', {}),
  act('cancel-approval', {}),
  act('sign-out', {}),
  /** A touch: keeps the session. */
  act('stay', {}),
  act('restock-open', {}),
  act('restock-scan', { session: SessionId, scan: Scan }),
  /** Puts goods into a slot. What the scan did not say is typed. `photo` was sent before. */
  act('restock-put', {
    session: SessionId,
    slot: SlotNumber,
    entry: EntryId,
    lot: Lot,
    madeOn: Day,
    bestBefore: Day,
    /** Packages in the slot afterwards, and how many of them were put in now. */
    count: Count,
    added: Count,
    capacity: Type.Integer({ minimum: 1, maximum: 255 }),
    priceFen: Fen,
    photo: Type.Optional(Sha256),
  }),
  act('restock-close', { session: SessionId }),
  /** What was found in a slot, with the reason when it differs from the book. */
  act('stock', { slot: SlotNumber, found: Count, why: Type.Enum(stockReasons) }),
  act('price', { slot: SlotNumber, priceFen: Fen }),
  act('lock-slot', { slot: SlotNumber, why: Text(120) }),
  act('unlock-slot', { slot: SlotNumber }),
  /** Tells the board that its jammed slots are clear, and takes the slot's fault away. */
  act('clear-jam', { slot: SlotNumber }),
  act('test-vend', { slot: SlotNumber }),
  act('set-temperature', {
    mode: Type.Union([Type.Literal('cool'), Type.Literal('heat'), Type.Literal('off')]),
    targetC: Type.Integer({ minimum: -30, maximum: 60 }),
  }),
  act('cash-count', {
    box: Type.Union([Type.Literal('notes'), Type.Literal('coins')]),
    countedFen: Fen,
    leftFen: Fen,
  }),
  /** A refund in cash that the machine could not pay was handed over by a person. */
  act('hand-over', { order: OrderId, amountFen: Fen }),
  act('export-journal', { target: Type.String({ minLength: 1, maxLength: 300 }) }),
  act('open-door', {
    cabinet: Type.Integer({ minimum: 0, maximum: 9 }),
    door: Type.Union([Type.Literal('left'), Type.Literal('right')]),
  }),
  /** While somebody works inside, nothing is sold. */
  act('serve', { on: Type.Boolean() }),
  /** One-time code from the hub, typed or scanned by an installer. */
  /** Scanned with the authority's fingerprint, or typed where the configuration knows that. */
  act('enrol', { code: Type.String({ pattern: '^[A-Z2-7]{16}(\\.[0-9a-f]{64})?$' }) }),
]);
export type DeskAct = Static<typeof DeskAct>;
export type DeskActOf<A extends DeskAct['act']> = Extract<DeskAct, { act: A }>;
export const deskActMessage = defineMessage('operator act', 2048, DeskAct);

export type DeskRefusal =
  | 'signed-out'
  | 'not-allowed'
  | 'wrong'
  | 'locked-out'
  | 'not-now'
  | 'unknown'
  | 'gate'
  | 'failed';
/** `message` is for the log and the English page; `code` and `why` are what a page puts into words. */
export type DeskAnswer =
  | { ok: true; done?: string }
  | {
      ok: false;
      code: DeskRefusal;
      why: string;
      message: string;
      reasons?: import('@zhuangui/protocol/units.ts').GateReason[];
    };

/** The operator's desk as the screen server sees it. `token`: the cookie of the session that asks, if any. */
export interface Desk {
  /** Signed out, unless `token` is the session that is signed in. */
  view(token: string | undefined): import('./operator-views.ts').DeskView;
  /** Performs one act; a sign-in answers with the new session's token. Never rejects. */
  act(act: DeskAct, token: string | undefined): Promise<{ answer: DeskAnswer; token?: string }>;
  /** Keeps a photograph of the open restock session; its SHA-256, or why not. */
  photo(bytes: Uint8Array, token: string | undefined): Promise<{ answer: DeskAnswer; photo?: string }>;
  onChange(listener: () => void): () => void;
}
