import { counter, gauge, type Logger, type Sampled, sample } from "@metercast/runtime";
import { CHANNELS, type Outcome } from "../../domain/delivery.ts";
import type { CountDelivery, DeliveryFigures } from "../../ports/deliveries.ts";

const OUTCOMES: readonly Outcome["outcome"][] = ["sent", "retry", "failed", "suppressed"];

export function countDeliveries(): CountDelivery {
  const ended = counter(
    "metercast_notification_deliveries_total",
    "Attempts to deliver a notification by mail or push, by outcome",
    CHANNELS.flatMap((channel) => OUTCOMES.map((outcome) => ({ channel, outcome }))),
  );
  return (channel, outcome) => ended.add(1, { channel, outcome });
}

export function deliveryMetrics(
  log: Logger,
  read: () => Promise<DeliveryFigures[]>,
): Sampled<DeliveryFigures[]> {
  const figures = sample(log, "deliveries", read);
  const show = (
    name: `metercast_${string}`,
    description: string,
    of: Exclude<keyof DeliveryFigures, "channel">,
  ) =>
    gauge(name, description, (result) => {
      const latest = figures.latest();
      if (!latest) return;
      for (const channel of CHANNELS)
        result.observe(latest.find((row) => row.channel === channel)?.[of] ?? 0, { channel });
    });
  show("metercast_notification_unsent", "Mails and pushes that are due and not sent", "unsent");
  show(
    "metercast_notification_oldest_unsent_age_seconds",
    "For how long the oldest of them has been due",
    "oldestUnsentSeconds",
  );
  return figures;
}
