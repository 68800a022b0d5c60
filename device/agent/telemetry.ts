// pure
// The state of a counter now, as it is told to the hub beside the journal; may be lost.
import type { Telemetry } from '@zhuangui/protocol/messages.ts';
import type { Care } from '../care/care.ts';
import type { LinkStatus } from '../link/link-runner.ts';
import type { CounterState } from './agent-views.ts';

/** Storage that was not looked at yet is not told. */
function careFields(care: Pick<Care, 'signalDbm' | 'storage' | 'faults'>): Partial<Telemetry> {
  const signalDbm = care.signalDbm();
  const { freeBytes, totalBytes } = care.storage();
  return {
    faults: care.faults().length,
    ...(signalDbm === null ? {} : { signalDbm: Math.max(-200, Math.min(0, Math.round(signalDbm))) }),
    ...(totalBytes === 0 ? {} : { storageFreeMB: Math.floor(freeBytes / 1_000_000) }),
  };
}

export function telemetryOf(
  state: CounterState,
  clock: { nowMs(): number; monotonicMs(): number },
  link: LinkStatus,
  care?: Pick<Care, 'signalDbm' | 'storage' | 'faults'>,
): Telemetry {
  const forSale = state.slots.filter(({ decision }) => decision.pass).length;
  const none = { root: 0, catalog: 0, withdrawals: 0, channels: 0, snapshot: 0 };
  return {
    v: 1,
    at: clock.nowMs(),
    up: clock.monotonicMs(),
    freshness: state.freshness,
    lists: state.lists?.versions ?? none,
    journal: state.journal.id,
    seq: state.journal.seq,
    unsent: link.unsent,
    selling: state.outOfService === null,
    slotsForSale: forSale,
    slotsBlocked: state.slots.length - forSale,
    board: { online: state.board.online, discardedBytes: state.board.counters.bytesDiscarded },
    ...(state.board.temperatureC === null ? {} : { temperatureC: state.board.temperatureC }),
    ...(state.board.doorOpen === null ? {} : { doorOpen: state.board.doorOpen }),
    ...(care ? careFields(care) : {}),
  };
}
