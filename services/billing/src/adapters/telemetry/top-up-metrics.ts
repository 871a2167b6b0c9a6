import { counter, gauge } from "@metercast/runtime";
import type { TopUpMetrics } from "../../usecases/top-ups/ports.ts";

/** The figures of top-ups on /metrics. */
export function topUpMetrics(): TopUpMetrics {
  const credited = counter(
    "metercast_top_ups_credited_total",
    "Top-ups whose tokens the wallet has credited",
  );
  const tokens = counter("metercast_top_up_tokens_credited_total", "Tokens of those top-ups");
  const reversals = counter(
    "metercast_top_up_reversals_total",
    "Refunds and disputes that were taken back, by kind",
    [{ kind: "refund" }, { kind: "dispute" }],
  );
  const lost = counter("metercast_top_up_lost_cents_total", "Money given back for tokens that were spent");
  const returned = counter(
    "metercast_top_up_reversals_returned_total",
    "Disputes won and refunds failed after their tokens were taken: these were given back",
    [{ state: "won" }, { state: "failed" }],
  );
  const givenUp = counter(
    "metercast_stripe_events_given_up_total",
    "Stripe's events that could not be handled in the time there is for it",
  );
  let waiting = 0;
  gauge("metercast_stripe_events_waiting", "Stored Stripe events that are not handled yet", (result) =>
    result.observe(waiting),
  );
  return {
    credited(count) {
      credited.add(1);
      tokens.add(Number(count));
    },
    reversed(kind, { centsLost }) {
      reversals.add(1, { kind });
      lost.add(Number(centsLost));
    },
    returned: (state) => returned.add(1, { state }),
    givenUp: () => givenUp.add(1),
    waiting: (events) => {
      waiting = events;
    },
  };
}
