import { counter, gauge } from "@metercast/runtime";
import { REVIEW_KINDS } from "../../domain/top-up.ts";
import type { TopUpMetrics } from "../../ports/top-up-metrics.ts";

/** The figures of top-ups on /metrics. */
export function topUpMetrics(): TopUpMetrics {
  const credited = counter(
    "metercast_top_ups_credited_total",
    "Top-ups whose tokens the wallet has credited",
  );
  const tokens = counter("metercast_top_up_tokens_credited_total", "Tokens of those top-ups");
  const reversals = counter(
    "metercast_top_up_reversals_total",
    "Balance transactions by which money of a refund or dispute left, by kind",
    [{ kind: "refund" }, { kind: "dispute" }],
  );
  const lost = counter("metercast_top_up_lost_cents_total", "Money given back for tokens that were spent");
  const returned = counter(
    "metercast_top_up_reversals_returned_total",
    "Balance transactions by which money of a dispute (won) or of a failed refund came back",
    [{ state: "won" }, { state: "failed" }],
  );
  const reviews = counter(
    "metercast_top_up_cases_total",
    "Money that came in and needs a person, by why",
    REVIEW_KINDS.map((kind) => ({ kind })),
  );
  let openCases = 0;
  gauge(
    "metercast_top_up_cases_open",
    "Cases of money that came in, not resolved by an admin yet",
    (result) => result.observe(openCases),
  );
  let overdue = 0;
  gauge("metercast_top_ups_overdue", "Top-ups that the sweep should have asked Stripe about", (result) =>
    result.observe(overdue),
  );
  return {
    credited(count) {
      credited.add(1);
      tokens.add(Number(count));
    },
    moved({ kind, cents }, { centsLost }) {
      if (cents < 0n) reversals.add(1, { kind });
      else if (cents > 0n) returned.add(1, { state: kind === "dispute" ? "won" : "failed" });
      if (centsLost > 0n) lost.add(Number(centsLost));
    },
    needsReview: (kind) => reviews.add(1, { kind }),
    openCases: (count) => {
      openCases = count;
    },
    overdue: (count) => {
      overdue = count;
    },
  };
}
