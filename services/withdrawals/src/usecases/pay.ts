import { type AdvanceAttemptPorts, advanceAttempt } from "./advance-attempt.ts";
import { startPayouts } from "./start-payouts.ts";

/**
 * Attempts at the same time: Stripe allows far more, and each holds a connection of the pool for moments
 * only.
 */
const AT_ONCE = 10;
const STARTS = 20;

/** One run of the payer: starts due payouts and advances due attempts. "again": there may be more. */
export async function pay(ports: AdvanceAttemptPorts): Promise<"again" | undefined> {
  const due = await startPayouts(ports, STARTS);
  const claimed = await ports.store.attempts.claim(AT_ONCE, ports.settings.leaseSeconds);
  const moved = await Promise.allSettled(claimed.map((attempt) => advanceAttempt(ports, attempt)));
  for (const result of moved) {
    // Its claim runs out and a later run continues from its row.
    if (result.status === "rejected") ports.log.warn({ err: result.reason }, "an attempt did not advance");
  }
  return due === STARTS || claimed.length === AT_ONCE ? "again" : undefined;
}
