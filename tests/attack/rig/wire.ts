// An attacker's connections: counted, and none of them survives its attack.
import net from 'node:net';
import tls from 'node:tls';
import type { CounterFiles } from './hub-words.ts';

export interface Spent {
  connections: number;
  packets: number;
  /** Connections the hub ended. */
  ended: number;
}

export class Wires {
  readonly spent: Spent = { connections: 0, packets: 0, ended: 0 };
  readonly #open = new Set<net.Socket>();
  #isClosed = false;

  /** TCP from an address of the loopback net, so that attackers and counters do not share one. */
  tcp(port: number, from = '127.0.0.2'): Promise<net.Socket> {
    return this.#watch(
      net.connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true }),
      'connect',
    );
  }

  /** With a stolen identity, or without any. */
  tls(port: number, files?: CounterFiles, from = '127.0.0.2'): Promise<tls.TLSSocket> {
    const identity = files
      ? { key: files.key, cert: files.cert, ca: files.ca }
      : { rejectUnauthorized: false };
    const options = { port, host: '127.0.0.1', localAddress: from, servername: 'localhost', ...identity };
    const socket = tls.connect(options as tls.ConnectionOptions);
    socket.setNoDelay();
    return this.#watch(socket, 'secureConnect');
  }

  /** Resolves when the bytes have left, or the connection has ended. */
  write(socket: net.Socket, bytes: Uint8Array): Promise<boolean> {
    this.spent.packets += 1;
    if (socket.destroyed || !socket.writable) return Promise.resolve(false);
    return new Promise((resolve) => {
      const done = () => {
        socket.off('close', done);
        resolve(!socket.destroyed);
      };
      socket.once('close', done);
      socket.write(bytes, done);
    });
  }

  /** Ends all of them; whoever waits for one goes on, and what is opened from now on is ended at once. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#open) socket.destroy();
  }

  #watch<T extends net.Socket>(socket: T, event: string): Promise<T> {
    this.spent.connections += 1;
    this.#open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#open.delete(socket);
      if (!this.#isClosed) this.spent.ended += 1;
    });
    socket.resume();
    if (this.#isClosed) socket.destroy();
    return new Promise((resolve) => {
      const done = () => resolve(socket);
      socket.once(event, done);
      socket.once('close', done);
    });
  }
}
