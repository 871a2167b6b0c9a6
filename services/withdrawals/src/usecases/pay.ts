import type { MethodKind } from "../ports.ts";
import { advanceAttempt, type PayerPorts, type PayerSettings } from "./advance-attempt.ts";

/** Attempts moved at the same time: Stripe allows far more, and each holds a connection of the pool for moments only. */
const AT_ONCE = 10;
/** Withdrawals looked at in one transaction. */
const STARTS = 20;
/** A turn ends after this many rounds, so that stopping is never waited for long; the next turn goes on. */
const MAX_ROUNDS = 20;

/** One turn of the payer: begins what may begin, moves what is due. */
export async function pay(ports: PayerPorts, settings: PayerSettings): Promise<void> {
  const kinds = Object.keys(ports.adapters) as MethodKind[];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const looked = await ports.attempts.startDue(kinds, STARTS);
    const claimed = await ports.attempts.claim(AT_ONCE, settings.leaseSeconds);
    const moved = await Promise.allSettled(
      claimed.map((attempt) => advanceAttempt(ports, settings, attempt)),
    );
    for (const result of moved) {
      // Its claim runs out and it is tried again: the row says where it was.
      if (result.status === "rejected") ports.log.warn({ err: result.reason }, "an attempt did not move");
    }
    if (looked < STARTS && claimed.length < AT_ONCE) return;
  }
}
