const BITS = 32;

/** A set of slots with a bit each; a Set takes some 40 bytes. Its order is ascending. */
export class SlotSet {
  #words = new Uint32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(slot: number): boolean {
    return ((this.#words[slot >>> 5] ?? 0) & (1 << (slot % BITS))) !== 0;
  }

  add(slot: number): void {
    if (this.has(slot)) return;
    const word = slot >>> 5;
    if (word >= this.#words.length) this.#grow(word + 1);
    this.#words[word]! |= 1 << (slot % BITS);
    this.#size += 1;
  }

  delete(slot: number): void {
    if (!this.has(slot)) return;
    this.#words[slot >>> 5]! &= ~(1 << (slot % BITS));
    this.#size -= 1;
  }

  /** A copy, ascending. */
  toArray(): Uint32Array {
    const slots = new Uint32Array(this.#size);
    let found = 0;
    for (const [word, bits] of this.#words.entries())
      for (let rest = bits; rest !== 0; rest &= rest - 1)
        slots[found++] = word * BITS + (31 - Math.clz32(rest & -rest));
    return slots;
  }

  #grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, this.#words.length * 2));
    grown.set(this.#words);
    this.#words = grown;
  }
}
