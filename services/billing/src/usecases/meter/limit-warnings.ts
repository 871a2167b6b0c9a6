import type { LimitUse } from "../../domain/judge-minutes.ts";

/** A bound on memory. At the bound the set is cleared; the row of the warning knows it still. */
const MAX_WARNINGS = 100_000;

/** The warnings of limits that this replica knows to be given, so that it need not ask for each minute. */
export class LimitWarnings {
  readonly #given = new Set<string>();

  has(viewerId: string, use: LimitUse): boolean {
    return this.#given.has(nameOf(viewerId, use));
  }

  add(viewerId: string, use: LimitUse): void {
    if (this.#given.size >= MAX_WARNINGS) this.#given.clear();
    this.#given.add(nameOf(viewerId, use));
  }
}

const nameOf = (viewerId: string, { kind, period }: LimitUse): string => `${kind} ${period.from} ${viewerId}`;
