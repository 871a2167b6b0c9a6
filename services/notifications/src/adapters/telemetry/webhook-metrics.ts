import { counter, gauge, histogram, type Logger, type Sampled, sample } from "@metercast/runtime";
import type { WebhookFigures } from "../../ports/webhook-deliveries.ts";

/** Words of the egress guard and of domain/webhooks/attempt.ts. */
const OUTCOMES = [
  "delivered",
  "bad_status",
  "redirected",
  "gone",
  "throttled",
  "url_refused",
  "address_refused",
  "dns_failed",
  "connect_failed",
  "tls_failed",
  "timed_out",
  "connection_lost",
  "bad_response",
] as const;
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Counts attempts by their outcome. */
export function attemptMetrics(): (error: string, durationMs: number) => void {
  const attempts = counter(
    "metercast_webhook_attempts_total",
    "Attempts to deliver a webhook, by outcome",
    OUTCOMES.map((outcome) => ({ outcome })),
  );
  const duration = histogram(
    "metercast_webhook_attempt_duration_seconds",
    "From the lookup of an endpoint's name to the end of its response",
    SECONDS,
    "s",
  );
  return (error, durationMs) => {
    attempts.add(1, { outcome: error || "delivered" });
    duration.record(durationMs / 1_000);
  };
}

export function webhookMetrics(log: Logger, read: () => Promise<WebhookFigures>): Sampled<WebhookFigures> {
  const figures = sample(log, "webhooks", read);
  gauge(
    "metercast_webhook_oldest_due_seconds",
    "For how long the oldest due webhook has waited for its attempt; 0: none waits",
    (result) => {
      const latest = figures.latest();
      if (latest) result.observe(latest.oldestDueSeconds);
    },
  );
  gauge("metercast_webhook_endpoints", "Webhook endpoints by state", (result) => {
    const latest = figures.latest();
    if (!latest) return;
    for (const [state, count] of Object.entries(latest.endpoints)) result.observe(count, { state });
  });
  gauge(
    "metercast_webhook_secrets_old_key",
    "Secrets of endpoints that an earlier encryption key sealed",
    (result) => {
      const latest = figures.latest();
      if (latest) result.observe(latest.oldKeySecrets);
    },
  );
  return figures;
}
