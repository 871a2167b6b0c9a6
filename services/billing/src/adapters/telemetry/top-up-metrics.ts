import { metrics } from "@opentelemetry/api";
import type { TopUpMetrics } from "../../usecases/top-ups/ports.ts";

/** The figures of top-ups on /metrics. */
export function topUpMetrics(): TopUpMetrics {
  const meter = metrics.getMeter("metercast");
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const credited = counter("top_ups_credited_total", "Top-ups whose tokens the wallet has credited");
  const tokens = counter("top_up_tokens_credited_total", "Tokens of those top-ups");
  const reversals = counter("top_up_reversals_total", "Refunds and disputes that were taken back, by kind");
  const lost = counter("top_up_cents_lost_total", "Money given back for tokens that were spent, in cents");
  const returned = counter("top_up_reversals_returned_total", "Disputes won and refunds failed afterwards");
  const givenUp = counter("stripe_events_given_up_total", "Events that could not be handled in two days");
  let waiting = 0;
  meter
    .createObservableGauge("stripe_events_waiting", { description: "Stored events that are not handled yet" })
    .addCallback((result) => result.observe(waiting));
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
    givenUp: (type) => givenUp.add(1, { type }),
    waiting: (events) => {
      waiting = events;
    },
  };
}
