// pure
// What the broker needs and what it offers; the rest of the hub knows only this file.
import type { Hello, ListsPush, PositionMessage, Telemetry } from '@zhuangui/protocol/messages.ts';
import type { UplinkKind } from '@zhuangui/protocol/topics.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { RefusalCounts } from './broker-stats.ts';
import type { MailKind } from './connection.ts';
import type { BrokerLimits } from './limits.ts';

export type Admission = { ok: true } | { ok: false; reason: 'unknown-counter' | 'revoked' };

/** What the broker asks the fleet. */
export interface Admissions {
  /** BRK-3: may this counter, with this certificate (undefined without TLS), hold a session now? */
  admission(counter: string, certificateSerial: string | undefined): Admission;
  /** Calls back when a counter or its certificate is revoked; returns the function that stops it. */
  onRevoked(listener: (counter: string) => void): () => void;
}

/** PEM texts of the hub's own certificate and the authority that signs the counters'. */
export interface BrokerTls {
  key: string;
  cert: string;
  ca: string;
}

/** Uplinks that slices of the hub other than ledger and fleet read. */
export type OtherUplink = Exclude<UplinkKind, 'hello' | 'journal' | 'telemetry'>;

export interface BrokerParts {
  /** null: plain TCP, which is refused on any address but loopback. */
  tls: BrokerTls | null;
  fleet: Admissions;
  /** A counter's first words on a connection. */
  onHello(counter: string, hello: Hello): void | Promise<void>;
  /** One uplink message. While the promise is pending, no more is read from this counter. */
  onBatch(counter: string, payload: Uint8Array): void | Promise<void>;
  onTelemetry(counter: string, telemetry: Telemetry): void | Promise<void>;
  /** What else a counter publishes, as bytes: whoever takes them checks them. */
  onOther?(counter: string, kind: OtherUplink, payload: Uint8Array): void | Promise<void>;
  clock: Clock;
  log: Log;
  limits?: Partial<BrokerLimits>;
}

export type PresenceEvent =
  | { kind: 'online' | 'offline'; counter: string; atMs: number }
  | { kind: 'clone-suspected'; counter: string; atMs: number };

export interface BrokerStats {
  refused: RefusalCounts;
  /** Open connections, those of them that wait for admission, and admitted counters. */
  connections: number;
  waiting: number;
  counters: number;
  messages: Record<UplinkKind, number>;
}

export interface Broker {
  /** Port 0 takes a free one; resolves with the port. */
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
  /** HUB-4: handshakes from now on show this certificate; sessions stay. */
  renewTls(tls: BrokerTls): void;
  /** New lists to every connected counter, and to those that connect later. Resolves when handed to all sockets. */
  publishLists(push: ListsPush): Promise<void>;
  /** Newest position of one counter; without effect when it is not connected. */
  sendPosition(counter: string, position: PositionMessage): void;
  /**
   * BRK-11: one message to one counter; `key`: a newer message with the same key takes the place of one that still
   * waits. False when the counter is not connected: it asks again when it is.
   */
  sendMail(counter: string, kind: MailKind, key: string, payload: Uint8Array): boolean;
  stats(): BrokerStats;
  /** Ends a counter's session; true when it had one. */
  disconnect(counter: string): boolean;
  onPresence(listener: (event: PresenceEvent) => void): () => void;
}
