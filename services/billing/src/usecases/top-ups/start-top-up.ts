import { newUuid } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { TopUp } from "../../domain/top-up.ts";
import type { StripePayments, TopUpPorts } from "./ports.ts";

export interface StartTopUp {
  viewerId: string;
  packageId: string;
  idempotencyKey: string;
  /** Where Stripe sends the viewer afterwards. */
  returnUrl: string;
}

const HOUR_MS = 3_600_000;
/** Stripe remembers a key for 24 h at least, and a Checkout session is open as long: after that the same call would make a second one. */
const KEY_LIFE_MS = 23 * HOUR_MS;
/** Only one more call at once where a key is spent; the next request goes on from there. */
const CALLS = 2;

type Ports = Pick<TopUpPorts, "packages" | "topUps" | "stripe" | "mayCallStripe" | "clock" | "log">;

/**
 * Opens a Checkout session, once for the viewer's key. The row is committed before Stripe is asked, and no transaction is open meanwhile: where the answer is
 * lost, the same key asks Stripe for the same session again.
 * @throws package_not_found, idempotency_conflict, invalid_transition for a key whose session is over, too_many_open_top_ups, rate_limited, unavailable
 */
export function startTopUp(ports: Ports, firstLookMs: number) {
  return async (request: StartTopUp): Promise<{ topUpId: string; url: string }> => {
    const { stripe } = ports;
    if (!stripe) throw new MetercastError("unavailable", "Nothing can be bought here right now.");
    const before = await known(ports, request);
    if (before?.checkoutUrl) return { topUpId: before.id, url: before.checkoutUrl };
    if (before && ports.clock.now() - before.createdAt > KEY_LIFE_MS)
      throw new MetercastError("invalid_transition", "The Checkout session of this key is over.");
    if (!(await ports.mayCallStripe(request.viewerId)))
      throw new MetercastError("rate_limited", "Too many purchases were begun; try again in a minute.");
    const topUp = before ?? (await insert(ports, request));
    if (topUp.checkoutUrl) return { topUpId: topUp.id, url: topUp.checkoutUrl };
    const session = await open(ports, stripe, topUp);
    await ports.topUps.opened(topUp.id, session.sessionId, session.url, ports.clock.now() + firstLookMs);
    return { topUpId: topUp.id, url: session.url };
  };
}

async function known({ topUps }: Ports, request: StartTopUp): Promise<TopUp | undefined> {
  const before = await topUps.byKey(request.viewerId, request.idempotencyKey);
  return before && same(before, request);
}

async function insert(ports: Ports, request: StartTopUp): Promise<TopUp> {
  const { topUps, packages, clock } = ports;
  const { viewerId, packageId, idempotencyKey, returnUrl } = request;
  const wanted = packages.find(({ id }) => id === packageId);
  if (!wanted) throw new MetercastError("package_not_found");
  const now = clock.now();
  const topUp: TopUp = {
    id: newUuid(now),
    viewerId,
    packageId,
    tokens: wanted.tokens,
    cents: wanted.cents,
    state: "created",
    returnUrl,
    callNumber: 1,
    checkoutSessionId: undefined,
    checkoutUrl: "",
    feeCents: 0n,
    bookedCents: wanted.cents,
    createdAt: now,
  };
  // Looked at again when no call can open it any more.
  if (await topUps.insert(topUp, idempotencyKey, now + KEY_LIFE_MS + HOUR_MS)) return topUp;
  const first = await known(ports, request);
  if (first) return first;
  throw new MetercastError("too_many_open_top_ups", "Pay one of your open purchases, or let it expire.");
}

/** The package makes the request. Where Stripe returns to stays as it was first: the same key must ask Stripe for the same thing. */
function same(topUp: TopUp, request: StartTopUp): TopUp {
  if (topUp.packageId !== request.packageId) throw new MetercastError("idempotency_conflict");
  return topUp;
}

async function open({ topUps, log }: Ports, stripe: StripePayments, topUp: TopUp) {
  let current = topUp;
  for (let call = 1; call <= CALLS; call++) {
    const outcome = await stripe.openSession(current);
    if (outcome.kind === "open") return outcome;
    log.warn({ topUp: topUp.id, ...outcome }, "no Checkout session yet");
    if (outcome.kind === "refused")
      throw new MetercastError("internal", undefined, { cause: new Error(outcome.detail) });
    if (!outcome.keySpent) break;
    // What the spent key may have made is a page that nobody was ever sent to.
    current = await topUps.leaveCall(topUp.id, current.callNumber);
  }
  throw new MetercastError("unavailable");
}
