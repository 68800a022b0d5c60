// All open connections, by socket and by counter.
import type { Duplex } from 'node:stream';
import type { Connection } from './connection.ts';

export class Connections {
  readonly all = new Set<Connection>();
  readonly #bySocket = new WeakMap<Duplex, Connection>();
  readonly #byCounter = new Map<string, Connection>();

  add(connection: Connection): void {
    this.all.add(connection);
    this.#bySocket.set(connection.socket, connection);
  }

  of(socket: Duplex): Connection | undefined {
    return this.#bySocket.get(socket);
  }

  ofCounter(counter: string): Connection | undefined {
    return this.#byCounter.get(counter);
  }

  get counters(): number {
    return this.#byCounter.size;
  }

  /** The session of a counter is on this connection from now on. */
  admit(counter: string, connection: Connection): void {
    connection.counter = counter;
    this.#byCounter.set(counter, connection);
  }

  remove(connection: Connection): void {
    connection.end();
    this.all.delete(connection);
    const { counter } = connection;
    if (counter !== undefined && this.#byCounter.get(counter) === connection) this.#byCounter.delete(counter);
  }
}
