/** What happens to an Idempotency-Key once its request has an answer. */
export type Keeping =
  /** Store the answer: the same request gets it again. */
  | "keep"
  /** The outcome may be unknown: only the same request may run again under the key. */
  | "release"
  /** Nothing was done: remove the key. */
  | "forget";

/** Refusals that the books decided: a later run could decide differently, so the first answer stands. */
const DECIDED: ReadonlySet<number> = new Set([402, 409, 422]);
/**
 * With such a status too, but nothing was looked up or done: the same key may bring the request that was
 * meant.
 */
const NOT_DECIDED: ReadonlySet<string> = new Set(["invalid_request", "request_in_progress"]);

/**
 * Keys are kept for effects and decisions only. An answer such as 404 says that there was nothing to act
 * on: kept for a day, those would only fill the table. `code` is the refusal's; `again`: an earlier run of
 * this request has no known outcome, so the key stays with it.
 */
export function keepingOf(answer: { status: number; code: string | undefined }, again: boolean): Keeping {
  const { status, code = "" } = answer;
  if (status < 400) return "keep";
  if (status >= 500 || status === 429) return "release";
  if (DECIDED.has(status) && !NOT_DECIDED.has(code)) return "keep";
  return again ? "release" : "forget";
}
