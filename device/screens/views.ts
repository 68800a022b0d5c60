// pure
// What the two counter screens are told. A screen shows this and decides nothing (SCR-1).
import type { Category, PriceBand, QualityMark } from '@zhuangui/protocol/catalog.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Freshness, GateReason, Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';

export interface ProductView {
  entry: string;
  name: string;
  brand: string;
  specification: string;
  category: Category;
  supplier: string;
  /** Banner of origin, in words. */
  origin: string;
  helps: { how: string; people: number };
  /** Address of the public proof, for a QR; null when this counter was told no public address. */
  proofUrl: string | null;
  /** Path of a photograph on this counter; without one the page draws the category. */
  picture?: string;
  certificate: { number: string; validUntil: string };
  marks: QualityMark[];
  /** Told to operators only: prices outside it are refused by the gate. */
  priceBand?: PriceBand;
  /** Told to operators only: the last day of sale follows from the day of making. */
  shelfLifeDays?: number;
}

export interface SlotView {
  slot: number;
  /** Missing when the signed catalog does not know what stands there. */
  product?: ProductView;
  /** Entry id as loaded; shown to operators. */
  entry: string;
  lot: string;
  madeOn: string;
  bestBefore: string;
  priceFen: number;
  count: number;
  capacity: number;
  forSale: boolean;
  /** Why it is not for sale, most important first; empty when it is. */
  reasons: GateReason[];
}

export type ItemPhase = 'waiting' | 'dispensing' | 'delivered' | 'refund-due' | 'refunded';

export interface SaleItemView {
  item: number;
  slot: number;
  name: string;
  priceFen: number;
  phase: ItemPhase;
  outcome?: Outcome;
  /** Set when the gate refused the item after payment. */
  reasons?: GateReason[];
}

export interface SaleView {
  /** Reference number a shopper can quote. */
  order: string;
  /** The pending phases and `stopped` are at rest: the counter is free, the order settles by itself later. */
  phase:
    | 'paying'
    | 'dispensing'
    | 'refunding'
    | 'finished'
    | 'cancelled'
    | 'payment-pending'
    | 'refund-pending'
    | 'stopped';
  method: PaymentMethod;
  totalFen: number;
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  items: SaleItemView[];
  /** Given up or out of time while paying: nobody may pay any more, and it is being asked whether somebody had. */
  isClosing?: boolean;
  /** Milliseconds left to pay, when paying. */
  payWithinMs?: number;
  /** Content of the payment QR; missing while the gateway has not answered yet. */
  qr?: string;
  /** Paying with cash: what is in, and whether the board takes money right now. */
  cash?: {
    insertedFen: number;
    accepting: boolean;
    /** What the machine can give back at most; missing while it is not known. */
    changeUpToFen?: number;
  };
  /** Part of what goes back that is change for cash, not a refund for goods. */
  changeFen: number;
  /** Address of the public receipt, for a QR; null when this counter was told no public address. */
  receiptUrl: string | null;
  /** The hub itself gives the money back, because it came too late for this counter. */
  returnedByHub?: boolean;
  /** An open-door cabinet's door, while the sale is about it. */
  cabinet?: { state: 'unlocking' | 'open' | 'weighing' };
}

/** A method that the shopper cannot use now, and why. */
export interface MethodOutage {
  method: PaymentMethod;
  why: 'no-network' | 'no-change' | 'cash-unit' | 'gateway';
}

export interface ShopperView {
  counter: {
    id: string;
    name: string;
    place: string;
    operatedBy: string;
    complaintPhone: string;
    /** Number of the operator's food business licence. */
    licence: string;
  };
  /** An open-door cabinet unlocks its door; a machine with spirals drops what was chosen. */
  machine: 'spiral' | 'cabinet';
  freshness: Freshness;
  lists: { catalogVersion: number; entryCount: number; signedAt: number } | null;
  /** Why nothing at all can be bought, or null. */
  outOfService: OutOfService | null;
  slots: SlotView[];
  sale: SaleView | null;
  /** How the shopper can pay here and now. */
  methods: PaymentMethod[];
  /** Methods this counter knows that cannot be used now. */
  methodOutages: MethodOutage[];
  screen: {
    /** Untouched for so long, the page goes back to its first one. */
    idleMs: number;
    /** Spoken prompts are on until the shopper turns them off. */
    voice: boolean;
  };
  /** True when the counter runs with stand-in payment and throw-away keys. */
  demo: boolean;
  /** Words of the hub to whoever stands here (CMD-7). */
  message?: { zh: string; en?: string } | null;
}

export type OutOfService =
  | 'lists-too-old'
  | 'no-lists'
  | 'channel-suspended'
  | 'board-offline'
  /** How the last vend ended is not known yet. */
  | 'board-settling'
  | 'journal-not-writable'
  | 'journal-fork'
  | 'not-enrolled'
  | 'storage-nearly-full'
  | 'too-warm'
  /** Something inside an open-door cabinet must not be sold, so its door stays shut. */
  | 'cabinet-blocked'
  /** The door of the machine is open, or somebody serves it. */
  | 'in-service'
  | 'starting';

export interface OperatorView {
  counter: ShopperView['counter'];
  agentVersion: string;
  freshness: Freshness;
  outOfService: OutOfService | null;
  lists: {
    versions: ListVersions;
    signedAt: number;
    amberAt: number;
    redAt: number;
    entryCount: number;
    missingChunks: number;
    /** Last refusal of an update, in words, or null. */
    lastRefusal: string | null;
  } | null;
  journal: { id: string; seq: number; hash: string; writable: boolean };
  link: { connected: boolean; position: number; unsent: number; since: number; lastError: string | null };
  board: {
    online: boolean;
    port: string;
    framesIn: number;
    bytesDiscarded: number;
    resends: number;
    duplicates: number;
    portReopens: number;
    temperatureC: number | null;
    doorOpen: boolean | null;
  };
  slots: SlotView[];
  /** Newest first. */
  tickets: { at: number; code: string; detail: string; slot: number | null }[];
  refusals: { at: number; point: string; slot: number; reasons: GateReason[] }[];
  /** Somebody at the hub looks on (CMD-9). */
  help?: { by: string; until: number } | null;
  /** What the hub wants to stand where, as far as it does not (ROLL-9). */
  wanted?: { slot: number; entry: string; name: string }[];
}

export * from './operator-views.ts';

/** Server-sent events of the screen server: `event: shopper`, data = the view as JSON. */
export const screenPaths = {
  shopperEvents: '/api/shopper/events',
  /** POST {slots: number[], method}: starts an order. 201 {order}; 409 {error} with `reasons` when the gate refuses. */
  order: '/api/orders',
  /** POST {scan}: 200 {slot}; 404 when these goods are not for sale here. */
  scan: '/api/scan',
  /** POST {}: the stand-in method's "I have paid". */
  confirmTestPayment: '/api/orders/current/test-payment',
  /** POST {}: the shopper gives up before paying. */
  cancel: '/api/orders/current/cancel',
  /** POST {}: back to the shelf after the thank-you page. */
  dismiss: '/api/orders/current/dismiss',
  /** Server-sent events `event: desk`, data = DeskView: whoever stands there may see it signed out or in. */
  deskEvents: '/api/operator/desk',
  /** POST DeskAct: 200 DeskAnswer; 400 when it cannot be read; 401 signed out; 403 not by this role; 409 not now. */
  act: '/api/operator/act',
  /** POST a JPEG or PNG of up to 2 MB while a restock session is open: 201 {photo: sha256}. */
  photo: '/api/operator/photo',
  /** GET: photographs of products, by name. */
  pictures: '/pictures',
} as const;
