// Ports for the apps: opened together with the hub, closed without waiting for readers that never leave.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  close(): Promise<void>;
}

interface Where {
  host: string;
  port: number;
}

function listen(server: Server, { host, port }: Where): Promise<Listening> {
  // Slow senders are bounded: headers in ten seconds, a whole request in two minutes.
  server.headersTimeout = 10_000;
  server.requestTimeout = 120_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Port 0 takes a free one. Rejects with the system's error, for example when the port is taken. */
export const listenHttp = (app: RequestListener, where: Where): Promise<Listening> =>
  listen(createServer(app), where);

export const listenHttps = (
  app: RequestListener,
  where: Where,
  tls: { key: string; cert: string },
): Promise<Listening> =>
  listen(createTlsServer({ ...tls, minVersion: 'TLSv1.3' }, app) as unknown as Server, where);
