import * as rules from "../../domain/meter.ts";
import type { TableSession } from "./store/session-table.ts";

interface Judged {
  /** Of the limits and sessions that the judgment knew. */
  version: number;
  /** The session's minutes up to this one fit. None after it is sent. */
  upTo: number;
}

/**
 * The sessions whose viewer has spending limits, and how far their minutes were judged. Without a limit there
 * is no entry, and a minute costs a look at an empty map.
 *
 * `toJudge` is a hand-over. In: `Meter.queueDue`, when a minute has begun that was not judged. Out:
 * `judgeLimits`, which reads what the viewer spent; `Meter.forget`.
 */
export class LimitedSessions {
  readonly toJudge = new Set<number>();
  readonly #judged = new Map<number, Judged>();

  /**
   * Takes in the version of a session's row. A newer one takes back what was judged and not sent; then this
   * is true.
   */
  know(session: TableSession, version: number): boolean {
    if (version === 0 || (this.#judged.get(session.slot)?.version ?? 0) >= version) return false;
    this.#judged.set(session.slot, { version, upTo: Math.max(session.emitted, session.paid) });
    return true;
  }

  /** The last minute that may be sent. */
  upTo(slot: number): number {
    if (this.#judged.size === 0) return Number.POSITIVE_INFINITY;
    return this.#judged.get(slot)?.upTo ?? Number.POSITIVE_INFINITY;
  }

  /** A minute has begun, or ended, that was not judged. */
  isBehind(session: TableSession): boolean {
    if (this.#judged.size === 0) return false;
    const judged = this.#judged.get(session.slot);
    if (!judged || session.refusedMinute > 0) return false;
    const due = rules.dueMinutes(session);
    if (session.endedAt === 0) return due + 1 > judged.upTo;
    // What is judged is paid first: the first minute that does not fit is refused only after it.
    return due > judged.upTo && session.paid >= judged.upTo;
  }

  versionOf(slot: number): number {
    return this.#judged.get(slot)?.version ?? 0;
  }

  /** Notes a judgment, unless something changed while it was made: then it is made again. */
  judged(slot: number, version: number, upTo: number): void {
    const judged = this.#judged.get(slot);
    if (judged?.version !== version) return;
    judged.upTo = Math.max(judged.upTo, upTo);
    this.toJudge.delete(slot);
  }

  delete(slot: number): void {
    this.toJudge.delete(slot);
    this.#judged.delete(slot);
  }
}
