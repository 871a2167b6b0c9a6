/** Bytes of a key. */
const KEY_BYTES = 16;
const FIRST_PLACES = 2_048;

/** Words of four bytes in a key. */
const KEY_WORDS = 4;
/** Slots in one page. */
export const PAGE_SLOTS = 65_536;
export const PAGE_BITS = 16;

/**
 * Finds the slot of a key: a hash table in one typed array, with 8 to 16 bytes per key (a Map of strings
 * takes 100). Keys have 16 characters, one per byte of an id. Collisions are resolved by linear probing,
 * with at most half of the places in use.
 */
export class KeyIndex {
  /** The keys' words by slot, in pages: growing costs one more page. */
  readonly #keys: Uint32Array[] = [];
  /** Slot + 1; 0: free. */
  #places = new Uint32Array(FIRST_PLACES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The key's slot, or -1. */
  find(key: string): number {
    const [a, b, c, d] = [wordOf(key, 0), wordOf(key, 4), wordOf(key, 8), wordOf(key, 12)];
    const mask = this.#places.length - 1;
    for (let place = hash(b, c, d) & mask; ; place = (place + 1) & mask) {
      const slot = this.#places[place]! - 1;
      if (slot < 0) return -1;
      const page = this.#keys[slot >>> PAGE_BITS]!;
      const at = (slot % PAGE_SLOTS) * KEY_WORDS;
      if (page[at + 3] === d && page[at + 2] === c && page[at + 1] === b && page[at] === a) return slot;
    }
  }

  keyOf(slot: number): string {
    const page = this.#keys[slot >>> PAGE_BITS]!;
    const at = (slot % PAGE_SLOTS) * KEY_WORDS;
    let key = "";
    for (let i = at; i < at + KEY_WORDS; i++) {
      const word = page[i]!;
      key += String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
    }
    return key;
  }

  /** Adds a key that is not in the index. */
  add(key: string, slot: number): void {
    if (key.length !== KEY_BYTES) throw new RangeError("a key has 16 characters");
    const page = this.#keys[slot >>> PAGE_BITS] ?? new Uint32Array(PAGE_SLOTS * KEY_WORDS);
    this.#keys[slot >>> PAGE_BITS] = page;
    const at = (slot % PAGE_SLOTS) * KEY_WORDS;
    for (let word = 0; word < KEY_WORDS; word++) page[at + word] = wordOf(key, word * 4);
    if ((this.#size + 1) * 2 > this.#places.length) this.#grow();
    this.#put(slot);
    this.#size += 1;
  }

  /**
   * Removes a slot that is in the index. Later entries of the chain move up, so that no search stops at the
   * hole.
   */
  remove(slot: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = this.#home(slot);
    while (places[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; places[next] !== 0; next = (next + 1) & mask) {
      const home = this.#home(places[next]! - 1);
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      places[hole] = places[next]!;
      hole = next;
    }
    places[hole] = 0;
    this.#size -= 1;
  }

  #home(slot: number): number {
    const page = this.#keys[slot >>> PAGE_BITS]!;
    const at = (slot % PAGE_SLOTS) * KEY_WORDS;
    return hash(page[at + 1]!, page[at + 2]!, page[at + 3]!) & (this.#places.length - 1);
  }

  #put(slot: number): void {
    const mask = this.#places.length - 1;
    let place = this.#home(slot);
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = slot + 1;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(before.length * 2);
    for (const entry of before) if (entry > 0) this.#put(entry - 1);
  }
}

/** Four characters of a key as an unsigned word. */
const wordOf = (key: string, at: number): number =>
  ((key.charCodeAt(at) << 24) |
    (key.charCodeAt(at + 1) << 16) |
    (key.charCodeAt(at + 2) << 8) |
    key.charCodeAt(at + 3)) >>>
  0;

/** Leaves out the first word: it is the time of the id, which differs little between sessions. */
function hash(b: number, c: number, d: number): number {
  const mixed = Math.imul(b ^ Math.imul(c, 0x9e3779b1) ^ Math.imul(d, 0x85ebca6b), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
