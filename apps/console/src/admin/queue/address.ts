/** The queue's filters and order in its address. The router of every role needs it. */

export type Sort = "age" | "amount" | "risk";
export type Direction = "asc" | "desc";

/** How old a request is at least. Relative, so that a saved view means the same tomorrow. */
export const AGES = { "1h": 3_600, "1d": 86_400, "3d": 259_200, "7d": 604_800 } as const;
export type Age = keyof typeof AGES;

/** The queue's filters and order, as they stand in the address. What is left out is the default. */
export interface QueueSearch {
  sort?: Sort | undefined;
  dir?: Direction | undefined;
  method?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  older?: Age | undefined;
  first?: "yes" | undefined;
  scheduled?: "yes" | "no" | undefined;
  needs?: "me" | "review" | undefined;
  q?: string | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : typeof value === "string" && value !== "" ? value : undefined;

const oneOf = <T extends string>(choices: readonly T[], value: unknown): T | undefined =>
  choices.find((choice) => choice === value);

const AMOUNT = /^\d{1,13}(\.\d{1,2})?$/;
const amount = (value: unknown): string | undefined => {
  const written = text(value);
  return written !== undefined && AMOUNT.test(written) ? written : undefined;
};

/** Anybody may write an address: what is not understood is left out. */
export function queueSearch(search: Record<string, unknown>): QueueSearch {
  const all: QueueSearch = {
    sort: oneOf(["amount", "risk"], search.sort),
    dir: oneOf(["asc", "desc"], search.dir),
    method: text(search.method)?.slice(0, 40),
    from: amount(search.from),
    to: amount(search.to),
    older: oneOf(Object.keys(AGES) as Age[], search.older),
    first: oneOf(["yes"], search.first),
    scheduled: oneOf(["yes", "no"], search.scheduled),
    needs: oneOf(["me", "review"], search.needs),
    q: text(search.q)?.slice(0, 200),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
