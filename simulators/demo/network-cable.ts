// The network cable between a counter and the hub: everything goes through here, and it can be pulled.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Part } from './children.ts';

export interface NetworkCable extends Part {
  mqttPort: number;
  httpsPort: number;
  isPlugged(): boolean;
  setPlugged(plugged: boolean): void;
}

const host = '127.0.0.1';

/** Listens on two free ports; bytes pass as they are, TLS stays between counter and hub. */
export async function openNetworkCable(hub: { mqttPort: number; httpsPort: number }): Promise<NetworkCable> {
  const sockets = new Set<Socket>();
  let isPlugged = true;

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  }

  async function pass(port: number): Promise<Server> {
    const server = createServer((near) => {
      if (!isPlugged) return void near.on('error', () => {}).destroy();
      const far = connect(port, host);
      keep(near, far);
      keep(far, near);
      near.pipe(far).pipe(near);
    }).listen(0, host);
    await once(server, 'listening');
    return server;
  }

  function cut(): void {
    for (const socket of [...sockets]) socket.destroy();
  }

  const servers = [await pass(hub.mqttPort), await pass(hub.httpsPort)] as const;
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  return {
    mqttPort: portOf(servers[0]),
    httpsPort: portOf(servers[1]),
    isPlugged: () => isPlugged,
    setPlugged(plugged) {
      isPlugged = plugged;
      if (!plugged) cut();
    },
    ended: new Promise(() => {}),
    async stop() {
      isPlugged = false;
      cut();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}
