/** A map that drops the least recently used entry when it is full. */
export class BoundedMap<K, V> {
  readonly #capacity: number;
  /** Created with the first entry: each open page has several of these, and most stay empty. */
  #entries: Map<K, V> | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries?.size ?? 0;
  }

  get(key: K): V | undefined {
    const value = this.#entries?.get(key);
    // A Map keeps the order of insertion: put in again, it is the youngest.
    if (value !== undefined) this.#put(key, value);
    return value;
  }

  set(key: K, value: V): void {
    const entries = this.#put(key, value);
    if (entries.size > this.#capacity) {
      const [oldest] = entries.keys();
      entries.delete(oldest as K);
    }
  }

  delete(key: K): void {
    this.#entries?.delete(key);
  }

  /** The least recently used first. */
  values(): Iterable<V> {
    return this.#entries?.values() ?? [];
  }

  clear(): void {
    this.#entries = undefined;
  }

  #put(key: K, value: V): Map<K, V> {
    this.#entries ??= new Map();
    this.#entries.delete(key);
    return this.#entries.set(key, value);
  }
}
