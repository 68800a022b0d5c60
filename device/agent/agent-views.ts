// pure
// Everything the two screens show, gathered from the parts' own states.
import { freshnessBounds } from '@zhuangui/protocol/freshness.ts';
import type { CounterSettings } from '@zhuangui/protocol/settings.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { BoardStatus } from '../board/board-runner.ts';
import type { GateDecision } from '../gate/gate.ts';
import type { JournalHead } from '../journal/journal.ts';
import type { LinkStatus } from '../link/link-runner.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { Offers } from '../payment/offers.ts';
import type { Slot } from '../planogram/slot.ts';
import type { OperatorView, OutOfService, SaleView as ScreenSale, ShopperView } from '../screens/views.ts';
import type { Recent } from './recent.ts';
import { type SlotLook, slotView } from './slot-views.ts';

export interface CounterState {
  counter: ShopperView['counter'];
  agentVersion: string;
  demo: boolean;
  freshness: Freshness;
  outOfService: OutOfService | null;
  lists: ListsView | undefined;
  missingChunks: number;
  lastListRefusal: string | null;
  slots: { slot: Slot; decision: GateDecision }[];
  sale: ScreenSale | null;
  journal: JournalHead & { id: string; writable: boolean };
  link: LinkStatus;
  board: BoardStatus & { port: string; temperatureC: number | null; doorOpen: boolean | null };
  recent: Recent;
  machine: 'spiral' | 'cabinet';
  offers: Offers;
  settings: CounterSettings;
  look: SlotLook;
  /** What commands of the hub left for the screens. */
  fromHub?: Pick<ShopperView, 'message'> & Pick<OperatorView, 'help' | 'wanted'>;
}

export function shopperView(state: CounterState): ShopperView {
  const { lists } = state;
  return {
    counter: state.counter,
    freshness: state.freshness,
    lists: lists
      ? {
          catalogVersion: lists.versions.catalog,
          entryCount: lists.entryCount,
          signedAt: lists.times.signedAtMs,
        }
      : null,
    outOfService: state.outOfService,
    slots: state.slots.map(({ slot, decision }) => slotView(slot, lists, decision, state.look)),
    sale: state.sale,
    ...state.offers,
    machine: state.machine,
    screen: { idleMs: state.settings.screen.idleS * 1000, voice: state.settings.screen.voice },
    demo: state.demo,
    message: state.fromHub?.message ?? null,
  };
}

export function operatorView(state: CounterState): OperatorView {
  const { board, link, lists } = state;
  return {
    counter: state.counter,
    agentVersion: state.agentVersion,
    freshness: state.freshness,
    outOfService: state.outOfService,
    lists: lists ? listsSection(state, lists) : null,
    journal: state.journal,
    link: {
      connected: link.connected,
      position: link.position,
      unsent: link.unsent,
      since: link.sinceMs,
      lastError: link.lastError ?? null,
    },
    board: {
      online: board.online,
      port: board.port,
      framesIn: board.counters.framesIn,
      bytesDiscarded: board.counters.bytesDiscarded,
      resends: board.counters.resends,
      duplicates: board.counters.duplicates,
      portReopens: board.counters.portReopens,
      temperatureC: board.temperatureC,
      doorOpen: board.doorOpen,
    },
    slots: state.slots.map(({ slot, decision }) => slotView(slot, lists, decision, state.look)),
    ...state.recent,
    help: state.fromHub?.help ?? null,
    wanted: state.fromHub?.wanted ?? [],
  };
}

function listsSection(state: CounterState, lists: ListsView): NonNullable<OperatorView['lists']> {
  return {
    versions: lists.versions,
    signedAt: lists.times.signedAtMs,
    amberAt: lists.times.signedAtMs + freshnessBounds.amberAfterMs,
    redAt: Math.min(lists.times.expiresAtMs, lists.times.signedAtMs + freshnessBounds.redAfterMs),
    entryCount: lists.entryCount,
    missingChunks: state.missingChunks,
    lastRefusal: state.lastListRefusal,
  };
}
