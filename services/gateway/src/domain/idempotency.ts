/** What becomes of an Idempotency-Key after its request has an answer. */
export type Keeping =
  /** The answer is stored: the same request gets it again. */
  | "keep"
  /** The outcome may be unknown: the same request runs again, and no other takes the key. */
  | "release"
  /** Nothing was done: the key is free, and takes no room. */
  | "forget";

/** Refusals that the books decided: a later run could decide differently, so the first answer stands. */
const DECIDED: ReadonlySet<number> = new Set([402, 409, 422]);
/** With such a status too, but nothing was looked up or done: the same key may bring the request that was meant. */
const NOT_DECIDED: ReadonlySet<string> = new Set(["invalid_request", "request_in_progress"]);

/**
 * Keys are kept for effects and decisions only. An answer such as 404 says that there was nothing to act on: kept for a day, those would only fill the table.
 * `code` is the refusal's; `again`: an earlier run of this request has no known outcome, so the key stays with it.
 */
export function keepingOf(answer: { status: number; code: string | undefined }, again: boolean): Keeping {
  const { status, code = "" } = answer;
  if (status < 400) return "keep";
  if (status >= 500 || status === 429) return "release";
  if (DECIDED.has(status) && !NOT_DECIDED.has(code)) return "keep";
  return again ? "release" : "forget";
}
