import { MAX_BATCH_MINUTES } from "../../domain/due-batch.ts";

/** Batches formed from one ordering. The first session in line waits half a second longer for it at most. */
const BATCHES = 8;
const SLOT_LIMIT = 2 ** 32;

/**
 * Hand-over: the slots of sessions with minutes to emit. In: `Meter.queueDue`, after a report, a result or
 * a due retry; `emitMinutes` and `billHere`, for minutes that they could not send. Out: `emitMinutes`, in
 * the order of `next`; `billHere`, which posts a session's minutes itself; `Meter.forget`.
 *
 * The order is first in, first out. If more sessions wait than a batch holds, those of one stream go
 * together: the batch then credits few creators, which is the largest cost of a minute in the wallet, and
 * two batches seldom wait for the same creator.
 */
export class DueSessions extends Set<number> {
  readonly #termsAt: (slot: number) => number;
  /** Terms and slot in one number, so that sorting needs no comparison function. */
  #line = new Float64Array(0);
  #next = 0;

  constructor(termsAt: (slot: number) => number) {
    super();
    this.#termsAt = termsAt;
  }

  /** The next slot, which stays in the set; undefined if the set is empty. */
  next(): number | undefined {
    if (this.#next >= this.#line.length) this.#order();
    while (this.#next < this.#line.length) {
      const slot = this.#line[this.#next]! % SLOT_LIMIT;
      this.#next += 1;
      // A bill may have posted the session's minutes meanwhile.
      if (this.has(slot)) return slot;
      if (this.#next >= this.#line.length) this.#order();
    }
    return undefined;
  }

  /** The last slot did not fit: `next` gives it again. */
  back(): void {
    this.#next -= 1;
  }

  #order(): void {
    const line = new Float64Array(Math.min(this.size, BATCHES * MAX_BATCH_MINUTES));
    let found = 0;
    for (const slot of this) {
      if (found === line.length) break;
      line[found++] = this.#termsAt(slot) * SLOT_LIMIT + slot;
    }
    if (found > MAX_BATCH_MINUTES) line.sort();
    this.#line = line;
    this.#next = 0;
  }
}
