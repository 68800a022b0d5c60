// Ports for the apps: opened together with the hub, closed without waiting for readers that never leave.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  close(): Promise<void>;
}

export interface ListeningTls extends Listening {
  /** HUB-4: handshakes from now on show this certificate. */
  renewTls(tls: TlsFiles): void;
}

interface TlsFiles {
  key: string;
  cert: string;
}

interface Where {
  host: string;
  port: number;
}

/** SEC-15: slow senders are bounded: headers in ten seconds, a whole request in two minutes, looked at every five. */
export const sendingTimes = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
};

function listen(server: Server, { host, port }: Where): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // The system may refuse a connection (out of descriptors or memory): whoever it was comes again.
      server.on('error', () => undefined);
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
export const listenHttp = (
  app: RequestListener,
  where: Where,
  times: typeof sendingTimes = sendingTimes,
): Promise<Listening> => listen(createServer(times, app), where);

export async function listenHttps(app: RequestListener, where: Where, tls: TlsFiles): Promise<ListeningTls> {
  const minVersion = 'TLSv1.3';
  const server = createTlsServer({ ...tls, minVersion, ...sendingTimes }, app);
  const listening = await listen(server as unknown as Server, where);
  return {
    ...listening,
    renewTls: ({ key, cert }) => server.setSecureContext({ key, cert, minVersion }),
  };
}
