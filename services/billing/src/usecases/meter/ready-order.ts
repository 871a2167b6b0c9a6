import { MAX_BATCH_LINES } from "./due-batch.ts";
import type { Meter } from "./meter.ts";

/** As many batches are formed from one look at who waits; who came first waits half a second longer for it at most. */
const BATCHES = 8;
const SLOT_LIMIT = 2 ** 32;

/**
 * In which order the sessions that wait send their minutes: as they came. Where there are more than go into a batch, those of one stream go together: a batch then
 * pays few creators instead of most of them, which is what a line costs most in the wallet, and two batches seldom wait for the same creator.
 */
export class ReadyOrder {
  readonly #meter: Meter;
  /** Terms and slot in one number, so that sorting them needs no comparison function. */
  #waiting = new Float64Array(0);
  #next = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** The next session's slot; undefined where nobody waits. */
  next(): number | undefined {
    if (this.#next >= this.#waiting.length) this.#look();
    while (this.#next < this.#waiting.length) {
      const slot = this.#waiting[this.#next]! % SLOT_LIMIT;
      this.#next += 1;
      // Some have been billed by their players since.
      if (this.#meter.ready.has(slot)) return slot;
      if (this.#next >= this.#waiting.length) this.#look();
    }
    return undefined;
  }

  /** The last one had no room: it is the next again. */
  back(): void {
    this.#next -= 1;
  }

  #look(): void {
    const { ready, table } = this.#meter;
    const waiting = new Float64Array(Math.min(ready.size, BATCHES * MAX_BATCH_LINES));
    let found = 0;
    for (const slot of ready) {
      if (found === waiting.length) break;
      waiting[found++] = table.termsAt(slot) * SLOT_LIMIT + slot;
    }
    if (found > MAX_BATCH_LINES) waiting.sort();
    this.#waiting = waiting;
    this.#next = 0;
  }
}
