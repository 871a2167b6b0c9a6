import type { StripePayments } from "../../ports/stripe-payments.ts";
import type { ClaimedTopUp } from "../../ports/top-ups.ts";
import { openCase } from "./open-case.ts";
import { type SettleTopUpPorts, settleTopUp, withSession } from "./settle-top-up.ts";

export interface SweepTopUpsPorts extends SettleTopUpPorts {
  stripe: StripePayments | undefined;
}

/** Top-ups in one run, one after the other. */
const LIMIT = 20;
/** A top-up that is overdue for this long shows that the sweep does not keep up. */
const OVERDUE_SECONDS = 600;

/**
 * Asks Stripe about top-ups that no webhook has settled in time, so that a lost webhook only costs time.
 * True if there may be more.
 */
export async function sweepTopUps(ports: SweepTopUpsPorts): Promise<boolean> {
  const { stripe, topUps, cases, metrics, log } = ports;
  metrics.overdue(await topUps.overdue(OVERDUE_SECONDS));
  metrics.openCases(await cases.openCount());
  if (!stripe) return false;
  const claimed = await topUps.claim(LIMIT);
  for (const topUp of claimed) {
    await settleClaimed(ports, stripe, topUp).catch((err: unknown) =>
      log.warn({ err, topUp: topUp.id }, "not settled; looked at again later"),
    );
    if (topUp.last) await giveUp(ports, topUp);
  }
  return claimed.length === LIMIT;
}

async function settleClaimed(
  ports: SweepTopUpsPorts,
  stripe: StripePayments,
  topUp: ClaimedTopUp,
): Promise<void> {
  // Stripe never answered its call and the key is forgotten; no viewer was sent to its page.
  if (topUp.state === "created") return ports.topUps.close(topUp.id, "expired", []);
  await settleTopUp(ports, await stripe.session(withSession(topUp).checkoutSessionId));
}

/** The sweep ends here: a person finds out what Stripe did not answer. */
async function giveUp(ports: SweepTopUpsPorts, { id }: ClaimedTopUp): Promise<void> {
  const now = await ports.topUps.find(id);
  if (now?.state !== "open" && now?.state !== "paid") return;
  const objectId = withSession(now).checkoutSessionId;
  const detail = `${objectId} is ${now.state} after 30 days`;
  await openCase(ports, { kind: "never_settled", topUpId: id, objectId, detail });
}
