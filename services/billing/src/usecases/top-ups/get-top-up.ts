import { type Clock, type Logger, MetercastError } from "@metercast/runtime";
import type { StripePayments } from "../../ports/stripe-payments.ts";
import type { TopUpRecord, TopUps } from "../../ports/top-ups.ts";

/** Stripe's link opens for 30 days: a new one is read well before. */
const FRESH_MS = 20 * 86_400_000;

export interface GetTopUpPorts {
  topUps: Pick<TopUps, "record" | "keepReceipt" | "find">;
  /** Undefined without a key of Stripe. */
  stripe: Pick<StripePayments, "receipt"> | undefined;
  clock: Clock;
  log: Logger;
}

/**
 * One purchase of a viewer, with a receipt that opens: read from Stripe if it is missing or old. While Stripe
 * does not answer, the purchase comes with what is known. @throws not_found
 */
export async function getTopUp(
  ports: GetTopUpPorts,
  { id, viewerId }: { id: string; viewerId: string },
): Promise<TopUpRecord> {
  const { topUps, stripe, clock, log } = ports;
  const found = await topUps.record(id, viewerId);
  if (!found) throw new MetercastError("not_found");
  const isPaid = found.state === "paid" || found.state === "credited";
  if (!stripe || !isPaid || clock.now() - (found.receiptAt ?? 0) < FRESH_MS) return found;
  const chargeId = (await topUps.find(id))?.chargeId;
  if (!chargeId) return found;
  try {
    const receiptUrl = await stripe.receipt(chargeId);
    if (!receiptUrl) return found;
    await topUps.keepReceipt(id, receiptUrl, clock.now());
    return { ...found, receiptUrl };
  } catch (error) {
    log.warn({ err: error, top_up: id }, "Stripe gave no receipt");
    return found;
  }
}
