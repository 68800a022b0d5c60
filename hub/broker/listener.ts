// The listening socket: TLS with client certificates, or plain on loopback for tests and benches.
import net from 'node:net';
import tls from 'node:tls';
import type { BrokerTls } from './broker-parts.ts';
import type { RefusalCounts } from './broker-stats.ts';
import { type Identity, identityOf } from './identity.ts';
import type { BrokerLimits } from './limits.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface ListenerParts {
  tls: BrokerTls | null;
  limits: BrokerLimits;
  refused: RefusalCounts;
  waiting: WaitingRoom;
  monotonicMs(): number;
  accept(socket: net.Socket, key: string, identity: Identity | undefined): void;
}

const keyOf = (socket: net.Socket) => `${socket.remoteAddress}:${socket.remotePort}`;

/** BRK-9: bounds connections that are not admitted yet, from the first byte of TCP on. */
function bounded(parts: ListenerParts, socket: net.Socket): boolean {
  const { refused, waiting } = parts;
  // Gone before it was looked at: it has no address any more, and needs no place.
  if (socket.remoteAddress === undefined) {
    socket.destroy();
    return false;
  }
  const key = keyOf(socket);
  if (!waiting.enter(key, socket.remoteAddress, socket, parts.monotonicMs())) {
    refused.tooManyWaiting += 1;
    socket.destroy();
    return false;
  }
  socket.once('close', () => waiting.leave(key));
  return true;
}

function plainServer(parts: ListenerParts): net.Server {
  return net.createServer({ allowHalfOpen: false, keepAlive: true, noDelay: true }, (socket) => {
    if (bounded(parts, socket)) parts.accept(socket, keyOf(socket), undefined);
  });
}

const minVersion = 'TLSv1.2';

function tlsServer(parts: ListenerParts, files: BrokerTls): tls.Server {
  const server = tls.createServer({
    ...files,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion,
    handshakeTimeout: parts.limits.handshakeTimeoutMs,
    allowHalfOpen: false,
    keepAlive: true,
    noDelay: true,
  });
  server.on('connection', (socket: net.Socket) => {
    bounded(parts, socket);
  });
  server.on('secureConnection', (socket) => {
    const identity = identityOf(socket);
    if (identity !== undefined) return parts.accept(socket, keyOf(socket), identity);
    parts.refused.clientIdMismatch += 1;
    socket.destroy();
  });
  server.on('tlsClientError', (_error, socket) => {
    parts.refused.handshakeFailed += 1;
    socket.destroy();
  });
  return server;
}

/** BRK-1: TLS 1.2 or newer with a client certificate of the hub's own authority. */
export function createListener(parts: ListenerParts): net.Server {
  const server = parts.tls === null ? plainServer(parts) : tlsServer(parts, parts.tls);
  server.maxConnections = parts.limits.connectionsMax;
  // The system may refuse a connection (out of descriptors or memory): that ends no listening socket.
  server.on('error', () => {
    if (server.listening) parts.refused.tooManyConnections += 1;
  });
  server.on('drop', () => {
    parts.refused.tooManyConnections += 1;
  });
  return server;
}

/** Handshakes from now on use these files; sessions stay. Tickets of resumed sessions end. */
export function renewTls(server: net.Server, files: BrokerTls): void {
  if (server instanceof tls.Server) server.setSecureContext({ ...files, minVersion });
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Resolves with the port. Throws RangeError for plain TCP beyond loopback (BRK-1). */
export function listenOn(server: net.Server, plain: boolean, port: number, host: string): Promise<number> {
  if (plain && !loopback.has(host)) {
    throw new RangeError(`plain MQTT on ${host} is refused: give the broker a certificate, or use 127.0.0.1`);
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as net.AddressInfo).port);
    });
  });
}
