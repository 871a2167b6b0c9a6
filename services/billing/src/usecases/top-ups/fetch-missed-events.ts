import type { Clock, Logger } from "@metercast/runtime";
import type { StripeEvents } from "../../ports/stripe-events.ts";

export interface FetchMissedEventsPorts {
  events: StripeEvents;
  clock: Clock;
  log: Logger;
  /** Younger events may still be on their way. */
  sweepMs: number;
  fetched: { once?: boolean };
}

/**
 * Stripe itself repeats an undelivered webhook for three days: only events that it counts as delivered can
 * be missing.
 */
const BACK_MS = 3_600_000;
/** The first run covers a day, because the service may have been down. */
const FIRST_BACK_MS = 24 * 3_600_000;

/** Stores events that Stripe has and no webhook brought. Nothing else notices a late refund or dispute. */
export async function fetchMissedEvents(ports: FetchMissedEventsPorts): Promise<void> {
  const { events, clock, log, sweepMs, fetched } = ports;
  const now = clock.now();
  const back = fetched.once ? BACK_MS : FIRST_BACK_MS;
  const missed = await events.fetch(now - back, now - sweepMs);
  fetched.once = true;
  if (missed > 0) log.info({ missed }, "events that no webhook had brought");
}
