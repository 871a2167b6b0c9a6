/** Eight full batches keep the wallet busy: two at work, the others on their way there and back. */
export const MOST_LINES = 16_000;
/** An answer that takes longer may never come: its lines are sent again later, and others' must not wait for that. */
const WAIT_MS = 5_000;

/**
 * Lines that this replica has sent and the wallet has not answered. Where minutes fall due faster than the wallet posts them they wait here in the meter instead of in the broker, one
 * for each session at most; those of one stream then go together, which is what posts fastest, so that the wallet catches up.
 */
export class UnderWay {
  /** The oldest first. */
  readonly #batches: { lines: number; until: number }[] = [];
  #lines = 0;

  /** No more should be sent now (monotonic ms). */
  isFull(now: number): boolean {
    while (this.#batches[0] && this.#batches[0].until <= now) this.#lines -= this.#batches.shift()!.lines;
    return this.#lines >= MOST_LINES;
  }

  sent(lines: number, now: number): void {
    this.#batches.push({ lines, until: now + WAIT_MS });
    this.#lines += lines;
  }

  /** Whose they were does not matter: one that was sent another way makes room a little early. */
  answered(lines: number): void {
    for (let left = lines; left > 0 && this.#batches[0]; ) {
      const [oldest] = this.#batches;
      const taken = Math.min(left, oldest.lines);
      oldest.lines -= taken;
      this.#lines -= taken;
      left -= taken;
      if (oldest.lines === 0) this.#batches.shift();
    }
  }
}
