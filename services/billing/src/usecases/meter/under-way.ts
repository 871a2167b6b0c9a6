/** Eight full batches keep the wallet busy: it works on two, the others are on their way. */
export const MOST_MINUTES = 16_000;
/**
 * A later answer may never come: its minutes go out again, and other sessions' minutes must not wait for
 * it.
 */
const WAIT_MS = 5_000;

/**
 * Counts the minutes that this replica has sent and the wallet has not answered. If minutes fall due faster
 * than the wallet posts them, they wait in `DueSessions` instead of in the broker, at most one emission per
 * session.
 */
export class UnderWay {
  /** Oldest first. */
  readonly #batches: { minutes: number; until: number }[] = [];
  #minutes = 0;

  /** Whether to send no more at `now` (monotonic ms). */
  isFull(now: number): boolean {
    while (this.#batches[0] && this.#batches[0].until <= now) this.#minutes -= this.#batches.shift()!.minutes;
    return this.#minutes >= MOST_MINUTES;
  }

  sent(minutes: number, now: number): void {
    this.#batches.push({ minutes, until: now + WAIT_MS });
    this.#minutes += minutes;
  }

  /** Answers to bills count too: they make room a little early. */
  answered(minutes: number): void {
    for (let left = minutes; left > 0 && this.#batches[0]; ) {
      const [oldest] = this.#batches;
      const taken = Math.min(left, oldest.minutes);
      oldest.minutes -= taken;
      this.#minutes -= taken;
      left -= taken;
      if (oldest.minutes === 0) this.#batches.shift();
    }
  }
}
