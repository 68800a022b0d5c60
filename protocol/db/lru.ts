// pure

/** A bounded map that drops what was used longest ago. Keys are SQL texts. */
export class Lru<V> {
  readonly #entries = new Map<string, V>();
  readonly #capacity: number;

  /** `capacity` is the number of entries kept, at least 1. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
  }

  /** The value, which thereby becomes the one used last. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Stores a value and returns the one that had to leave for it, if any. */
  set(key: string, value: V): V | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return undefined;
    const [oldest] = this.#entries.keys();
    return oldest === undefined ? undefined : this.take(oldest);
  }

  /** Removes and returns one value. */
  take(key: string): V | undefined {
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** Removes and returns all values. */
  takeAll(): V[] {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    return values;
  }
}
