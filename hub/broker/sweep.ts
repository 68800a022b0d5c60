// Once a second: who fell silent, whose certificate ended, who does not read. One timer for all connections.
import type { Clock } from '../platform/clock.ts';
import type { RefusalCounts } from './broker-stats.ts';
import type { Connection } from './connection.ts';
import type { BrokerLimits } from './limits.ts';
import type { WaitingRoom } from './waiting-room.ts';

type Reason = 'keepaliveLost' | 'certificateExpired' | 'stalled';

export type StallLimits = Pick<BrokerLimits, 'stallTimeoutMs' | 'slowestReadBytesPerSecond'>;

/** BRK-5: how long so many bytes may be on their way to a counter behind the slowest line there is. */
export const stallLimitMs = (limits: StallLimits, bytes: number): number =>
  limits.stallTimeoutMs + (bytes * 1000) / limits.slowestReadBytesPerSecond;

/** Why a connection must end now, or undefined. Monotonic and wall milliseconds. */
export function endOf(
  connection: Connection,
  limits: StallLimits,
  monotonicMs: number,
  wallMs: number,
): Reason | undefined {
  const { identity, keepaliveMs, stalledSinceMs } = connection;
  if (identity !== undefined && wallMs >= identity.notAfterMs) return 'certificateExpired';
  const stalledMs = stalledSinceMs === undefined ? -1 : monotonicMs - stalledSinceMs;
  if (stalledMs >= stallLimitMs(limits, connection.socket.writableLength)) return 'stalled';
  const silentMs = monotonicMs - connection.heardMs;
  // BRK-6: while the hub holds messages back it does not read, so silence says nothing about the counter.
  if (keepaliveMs > 0 && connection.held === 0 && silentMs > keepaliveMs * 1.5) return 'keepaliveLost';
  return undefined;
}

/** Starts sweeping; the returned function ends it. */
export function startSweep(
  connections: ReadonlySet<Connection>,
  limits: BrokerLimits,
  refused: RefusalCounts,
  clock: Clock,
  waiting: Pick<WaitingRoom, 'sendLateAway'>,
): () => void {
  let cancel = clock.setTimer(limits.sweepMs, sweep);
  function sweep(): void {
    const monotonicMs = clock.monotonicMs();
    const wallMs = clock.nowMs();
    const admissionMs = limits.handshakeTimeoutMs + limits.connectTimeoutMs;
    refused.connectTimeout += waiting.sendLateAway(monotonicMs - admissionMs);
    for (const connection of connections) {
      const reason = endOf(connection, limits, monotonicMs, wallMs);
      if (reason === undefined) continue;
      refused[reason] += 1;
      connection.socket.destroy();
    }
    cancel = clock.setTimer(limits.sweepMs, sweep);
  }
  return () => cancel();
}
