import type { ClaimedTopUp, StripePayments, TopUpPorts } from "./ports.ts";
import { openCase } from "./review.ts";
import { settle, withSession } from "./settle-top-up.ts";

/** Asked about in one pass, one after the other: the rest comes in the next. */
const LIMIT = 20;
/** A top-up that should have been looked at so long ago shows that the sweep does not keep up. */
const OVERDUE_SECONDS = 600;
/** How far back missed events are looked for: Stripe itself repeats a webhook for three days, so only those that it believes delivered are for us to find. */
const EVENTS_BACK_MS = 3_600_000;
/** The first pass after a start looks back over a day: we may have been away. */
const FIRST_EVENTS_BACK_MS = 24 * 3_600_000;

/**
 * Asks Stripe about top-ups that no webhook has settled in time, so that a lost webhook only costs time. True where a full pass was taken: there
 * may be more.
 */
export function sweepTopUps(ports: TopUpPorts) {
  return async (): Promise<boolean> => {
    const { stripe, topUps, metrics, log } = ports;
    metrics.overdue(await topUps.overdue(OVERDUE_SECONDS));
    if (!stripe) return false;
    const claimed = await topUps.claim(LIMIT);
    for (const topUp of claimed) {
      await look(ports, stripe, topUp).catch((err: unknown) =>
        log.warn({ err, topUp: topUp.id }, "not settled; looked at again later"),
      );
      if (topUp.last) await giveUp(ports, topUp);
    }
    return claimed.length === LIMIT;
  };
}

async function look(ports: TopUpPorts, stripe: StripePayments, topUp: ClaimedTopUp): Promise<void> {
  // Its call was never answered and can't be repeated any more; who was to pay was never sent to it.
  if (topUp.state === "created") return ports.topUps.over(topUp.id, "expired");
  await settle(ports, await stripe.session(withSession(topUp).checkoutSessionId));
}

/** The sweep ends here: what Stripe never answered for is a person's to find out. */
async function giveUp(ports: TopUpPorts, { id }: ClaimedTopUp): Promise<void> {
  const now = await ports.topUps.find(id);
  if (now?.state !== "open" && now?.state !== "paid") return;
  const objectId = withSession(now).checkoutSessionId;
  const detail = `${objectId} is ${now.state} after 30 days`;
  await openCase(ports, { kind: "never_settled", topUpId: id, objectId, detail });
}

/**
 * Stores events that Stripe has and that never came. Refunds and disputes come long after a top-up is settled, so nothing else would look for them. Those
 * younger than `graceMs` may still be on their way.
 */
export function fetchMissedEvents(
  { stripe, events, clock, log }: TopUpPorts,
  graceMs: number,
  stored: () => void,
) {
  let back = FIRST_EVENTS_BACK_MS;
  return async (): Promise<void> => {
    if (!stripe) return;
    const now = clock.now();
    const missed = await events.store(await stripe.eventsBetween(now - back, now - graceMs));
    back = EVENTS_BACK_MS;
    if (missed === 0) return;
    log.info({ missed }, "events that no webhook had brought");
    stored();
  };
}
