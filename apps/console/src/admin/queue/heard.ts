import type { Withdrawal } from "./types.ts";

/** As many as an admin's stream sends when it opens, and some. */
const REMEMBERED = 2_000;

interface Known {
  row: Withdrawal;
  atMs: number;
}

/** A risk that is judged again or a balance that is known now changes no count and no other list. */
export const countsDiffer = (known: Withdrawal, row: Withdrawal): boolean =>
  known.status !== row.status || known.attention !== row.attention || known.updated_at !== row.updated_at;

/**
 * The last state of each withdrawal that the live stream reported. A response that was under way meanwhile
 * may be older than it.
 */
class Heard {
  readonly #rows = new Map<string, Known>();

  /** Whether counts differ by it from the last state received; undefined for the first time. */
  remember(row: Withdrawal, nowMs: number): boolean | undefined {
    const known = this.#rows.get(row.id)?.row;
    const differs = known === undefined ? undefined : countsDiffer(known, row);
    this.#rows.delete(row.id);
    this.#rows.set(row.id, { row, atMs: nowMs });
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > REMEMBERED && oldest !== undefined) this.#rows.delete(oldest);
    return differs;
  }

  /** The row of a response, or the newer state that was received since the request. */
  newer(row: Withdrawal, askedAtMs: number): Withdrawal {
    const known = this.#rows.get(row.id);
    if (!known || known.atMs < askedAtMs || known.row.updated_at <= row.updated_at) return row;
    return { ...row, ...known.row, needs_me: row.needs_me ?? null };
  }

  clear(): void {
    this.#rows.clear();
  }
}

export const heard = new Heard();
