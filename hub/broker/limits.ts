// pure
// Every bound of the broker in one place (rules BRK-2 to BRK-9); a test or an operator may lower or raise each.

export interface BrokerLimits {
  /** Largest packet before CONNECT was accepted, fixed header included. */
  preConnectBytesMax: number;
  /** Largest packet afterwards. */
  packetBytesMax: number;
  /** Largest body of a packet that is neither CONNECT nor PUBLISH: a counter has six short filters to name. */
  controlBytesMax: number;
  /** Burst and sustained rate of such packets of one connection; each of them is answered. */
  controlBurst: number;
  controlPerSecond: number;
  /** Connections open at once. */
  connectionsMax: number;
  /** Connections that have not been admitted yet, TLS handshakes included. */
  waitingMax: number;
  handshakeTimeoutMs: number;
  connectTimeoutMs: number;
  /** Longest keepalive a counter may ask for; 0 (none) is refused. */
  keepaliveMaxS: number;
  /** How long a counter may leave its socket unread while something waits for it. */
  stallTimeoutMs: number;
  /** So slow a line may be: a counter gets that much longer to read what has been written to it. */
  slowestReadBytesPerSecond: number;
  /** Sustained rate and burst of messages of one counter. */
  messagesPerSecond: number;
  messageBurst: number;
  /** Sustained rate and burst of payload bytes of one counter. */
  bytesPerSecond: number;
  byteBurst: number;
  /** Connections served in one turn of the event loop when lists go out to all. */
  fanOutSlice: number;
  /** So many takeovers within the window mean two machines with one identity. */
  takeoversMax: number;
  takeoverWindowMs: number;
  /** How often keepalive, certificate expiry and stalls are looked at. */
  sweepMs: number;
}

export const defaultLimits: BrokerLimits = {
  preConnectBytesMax: 4096,
  packetBytesMax: 262_144,
  controlBytesMax: 4096,
  controlBurst: 60,
  controlPerSecond: 20,
  connectionsMax: 25_000,
  waitingMax: 1000,
  handshakeTimeoutMs: 10_000,
  connectTimeoutMs: 5000,
  keepaliveMaxS: 600,
  stallTimeoutMs: 15_000,
  slowestReadBytesPerSecond: 4000,
  messagesPerSecond: 100,
  messageBurst: 400,
  bytesPerSecond: 2_000_000,
  byteBurst: 8_000_000,
  fanOutSlice: 100,
  takeoversMax: 3,
  takeoverWindowMs: 60_000,
  sweepMs: 1000,
};
