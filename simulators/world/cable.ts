// The wire between one machine and the hub: slow, cut in one direction or both, losing, doubling and overtaking.
import type { LinkConnection, LinkHandlers, OpenLink } from '../../device/link/link-port.ts';
import type { Dice } from './dice.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a connection suffers; shares of messages. */
export interface Weather {
  loss: number;
  double: number;
  overtake: number;
  /** Longest delay of an ordinary message, milliseconds. */
  delayMs: number;
}
export const fairWeather: Weather = { loss: 0, double: 0, overtake: 0, delayMs: 30 };

/** The hub's end of a connection. */
export interface HubEnd {
  counter: string;
  machine: string;
  send(topic: string, payload: Uint8Array): void;
  close(reason: string): void;
}

/** Who takes calls at the hub. */
export interface Switchboard {
  /** False: nobody is there. */
  accepts(end: HubEnd): boolean;
  heard(end: HubEnd, topic: string, payload: Uint8Array): void;
  gone(end: HubEnd): void;
}

/** TCP does not lose: what is lost ends the connection when nobody answers any more. */
const keepaliveMs = 40_000;

export interface CableParts {
  counter: string;
  machine: string;
  time: VirtualTime;
  dice: Dice;
  hub: Switchboard;
  tell(fault: 'loss' | 'double' | 'overtake'): void;
  /** Messages get through in both directions, or do not any more. */
  linked(isUp: boolean): void;
}

export class Cable {
  weather: Weather = fairWeather;
  readonly #cut = { up: false, down: false };
  readonly #parts: CableParts;
  #isUp = false;
  #live: Connection | undefined;

  constructor(parts: CableParts) {
    this.#parts = parts;
  }

  /** Nothing gets through in this direction. */
  get cut(): Readonly<{ up: boolean; down: boolean }> {
    return this.#cut;
  }

  get isFree(): boolean {
    return !this.#cut.up && !this.#cut.down;
  }

  setCut(cut: { up?: boolean; down?: boolean }): void {
    Object.assign(this.#cut, cut);
    if (!this.isFree) this.linked(false);
  }

  linked(isUp: boolean): void {
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#parts.linked(isUp);
  }

  /** Everything under way is gone; the machine's end is dead, the hub hears nothing of it for a while. */
  drop(): void {
    this.#live?.die();
  }

  /** The connection ends, and both sides hear of it. */
  snap(): void {
    this.#live?.close('snapped');
  }

  open(isAlive: () => boolean): OpenLink {
    return (handlers) => {
      const connection = new Connection(this, this.#parts, handlers, isAlive);
      this.#live = connection;
      connection.connect();
      return connection;
    };
  }
}

class Connection implements LinkConnection, HubEnd {
  readonly counter: string;
  readonly machine: string;
  readonly #cable: Cable;
  readonly #parts: CableParts;
  readonly #handlers: LinkHandlers;
  readonly #isAlive: () => boolean;
  #isOpen = false;
  #isOver = false;
  #isDoomed = false;
  /** Messages of one direction keep their order, unless one overtakes. */
  readonly #due = { up: 0, down: 0 };

  constructor(cable: Cable, parts: CableParts, handlers: LinkHandlers, isAlive: () => boolean) {
    this.counter = parts.counter;
    this.machine = parts.machine;
    this.#cable = cable;
    this.#parts = parts;
    this.#handlers = handlers;
    this.#isAlive = isAlive;
  }

  connect(): void {
    const { time, dice, hub } = this.#parts;
    time.setTimer(dice.between(5, 60), () => {
      if (this.#isOver || !this.#isAlive()) return;
      if (!this.#cable.isFree) return this.#end('no route');
      this.#isOpen = true;
      if (!hub.accepts(this)) return this.#end('refused');
      this.#cable.linked(true);
      this.#handlers.onConnected();
    });
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const bytes = payload.slice();
    this.#carry('up', () => this.#parts.hub.heard(this, topic, bytes));
  }

  send(topic: string, payload: Uint8Array): void {
    const bytes = payload.slice();
    this.#carry('down', () => this.#isAlive() && this.#handlers.onMessage(topic, bytes));
  }

  /** By the machine. */
  close(reason = 'closed'): void {
    this.#cable.linked(false);
    this.#parts.time.setTimer(1, () => this.#end(reason));
  }

  die(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cable.linked(false);
    if (this.#isOpen) this.#parts.time.setTimer(keepaliveMs, () => this.#parts.hub.gone(this));
  }

  #carry(way: 'up' | 'down', arrive: () => void): void {
    const { time, dice, tell } = this.#parts;
    const { weather, cut } = this.#cable;
    if (!this.#isOpen || this.#isOver) return;
    if (cut[way] || dice.chance(weather.loss)) {
      if (!cut[way]) tell('loss');
      return this.#doom();
    }
    let delayMs = dice.between(2, weather.delayMs);
    if (dice.chance(weather.overtake)) {
      tell('overtake');
      delayMs += dice.between(0, 400);
    } else {
      this.#due[way] = Math.max(this.#due[way], time.nowMs() + delayMs);
      delayMs = this.#due[way] - time.nowMs();
    }
    const twice = dice.chance(weather.double);
    if (twice) tell('double');
    for (let times = twice ? 2 : 1; times > 0; times -= 1) {
      time.setTimer(delayMs * times, () => {
        if (this.#isOver) return;
        if (cut[way]) return this.#doom();
        arrive();
      });
    }
  }

  /** Something was lost: sooner or later one side finds out. */
  #doom(): void {
    if (this.#isDoomed) return;
    this.#isDoomed = true;
    this.#cable.linked(false);
    const { time, dice } = this.#parts;
    time.setTimer(dice.between(2_000, keepaliveMs), () => this.#end('keepalive'));
  }

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cable.linked(false);
    this.#parts.hub.gone(this);
    if (this.#isAlive()) this.#handlers.onClosed(reason);
  }
}
