// pure
// Connections before admission: bounded, and no address can fill the room so that another one finds no place.

/** What the room does with whom it sends away. */
interface Guest {
  destroy(): unknown;
}

/** Addresses that one machine can choose at will count as one: an IPv6 host has at least a /64 for itself. */
export function placeOf(address: string | undefined): string {
  if (address === undefined) return '';
  if (address.startsWith('::ffff:') || !address.includes(':')) return address;
  const [head = ''] = address.split('::');
  return head.split(':').slice(0, 4).join(':');
}

export class WaitingRoom {
  readonly #placesMax: number;
  readonly #onMadeRoom: () => void;
  /** Key to guest, oldest first. Keys are `address:port` of the peer, unique while it is connected. */
  readonly #guests = new Map<string, { from: string; guest: Guest; sinceMs: number }>();
  readonly #perAddress = new Map<string, number>();

  constructor(placesMax: number, onMadeRoom: () => void) {
    this.#placesMax = placesMax;
    this.#onMadeRoom = onMadeRoom;
  }

  get size(): number {
    return this.#guests.size;
  }

  /**
   * BRK-13: false when the room is full and the newcomer's address has as many places as any other. Otherwise the
   * oldest guest of the address with most places makes room.
   */
  enter(key: string, address: string | undefined, guest: Guest, nowMs: number): boolean {
    const from = placeOf(address);
    if (this.#guests.size >= this.#placesMax && !this.#makeRoom(from)) return false;
    this.#guests.set(key, { from, guest, sinceMs: nowMs });
    this.#perAddress.set(from, (this.#perAddress.get(from) ?? 0) + 1);
    return true;
  }

  leave(key: string): void {
    const known = this.#guests.get(key);
    if (known === undefined) return;
    this.#guests.delete(key);
    const left = (this.#perAddress.get(known.from) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(known.from, left);
    else this.#perAddress.delete(known.from);
  }

  /**
   * BRK-9: ends whoever came before this moment; returns how many. The limits of Node and Aedes end each step of an
   * admission; this one ends all of it, whatever happens in between.
   */
  sendLateAway(beforeMs: number): number {
    let late = 0;
    for (const [key, { guest, sinceMs }] of this.#guests) {
      if (sinceMs >= beforeMs) break;
      this.leave(key);
      guest.destroy();
      late += 1;
    }
    return late;
  }

  sendAllAway(): void {
    for (const { guest } of this.#guests.values()) guest.destroy();
  }

  #makeRoom(from: string): boolean {
    let [crowd, most] = ['', (this.#perAddress.get(from) ?? 0) + 1];
    for (const [address, count] of this.#perAddress) if (count > most) [crowd, most] = [address, count];
    const oldest = this.#guests.entries().find(([, one]) => one.from === crowd);
    if (crowd === '' || oldest === undefined) return false;
    const [key, { guest }] = oldest;
    this.leave(key);
    guest.destroy();
    this.#onMadeRoom();
    return true;
  }
}
