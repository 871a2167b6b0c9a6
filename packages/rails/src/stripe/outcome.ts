import { textOf, verdictOf } from "@metercast/stripe";
import type { Outcome } from "../interface.ts";

/**
 * What a failed money call means. Where our API key lacks a right, and where another request is in the way,
 * the payer repeats the same key. A balance that is too small is a refusal of this one call, and the payer
 * handles it.
 */
export function outcomeOf(error: unknown): Exclude<Outcome, { kind: "done" }> {
  const verdict = verdictOf(error);
  const { code } = error as { code?: string };
  const isRefusal =
    (verdict.kind === "permanent" && verdict.why !== "no_right") || code === "balance_insufficient";
  if (isRefusal) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: "refused", code: code ?? "refused", detail };
  }
  const keySpent = verdict.kind === "key_reused" || (verdict.kind === "unknown" && verdict.keySpent);
  return { kind: "unknown", keySpent, detail: textOf(error) };
}
