import { newUuid } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { TokenPackage, TopUp } from "../../domain/top-up.ts";
import type { CheckoutBudget } from "../../ports/checkout-budget.ts";
import type { StripePayments } from "../../ports/stripe-payments.ts";
import type { TopUps } from "../../ports/top-ups.ts";

export interface StartTopUpPorts {
  packages: readonly TokenPackage[];
  topUps: TopUps;
  /** Undefined without a key of Stripe: nothing can be bought. */
  stripe: StripePayments | undefined;
  budget: CheckoutBudget;
  clock: Clock;
  log: Logger;
  /** After this the sweep asks Stripe about the top-up. */
  sweepMs: number;
}

export interface StartTopUp {
  viewerId: string;
  packageId: string;
  idempotencyKey: string;
  /** Stripe sends the viewer here afterwards. */
  returnUrl: string;
}

const HOUR_MS = 3_600_000;
/**
 * Stripe keeps a key for at least 24 h, and a Checkout session is open as long. A later call would create a
 * second session.
 */
const KEY_LIFE_MS = 23 * HOUR_MS;
/** One more call if a key is spent; the next request continues from there. */
const CALLS = 2;

/**
 * Opens a Checkout session, once for the viewer's key. The row commits before the call to Stripe, and no
 * transaction is open meanwhile: if the answer is lost, the same key gets the same session.
 * @throws package_not_found, idempotency_conflict, too_many_open_top_ups, rate_limited, unavailable;
 * invalid_transition if the key's session is over
 */
export async function startTopUp(
  ports: StartTopUpPorts,
  request: StartTopUp,
): Promise<{ topUpId: string; url: string }> {
  const { stripe, topUps, budget, clock } = ports;
  if (!stripe) throw new MetercastError("unavailable", "Nothing can be bought here right now.");
  const before = await known(ports, request);
  if (before?.checkoutUrl) return { topUpId: before.id, url: before.checkoutUrl };
  if (before && clock.now() - before.createdAt > KEY_LIFE_MS)
    throw new MetercastError("invalid_transition", "The Checkout session of this key is over.");
  if (!(await budget.take(request.viewerId)))
    throw new MetercastError("rate_limited", "Too many purchases were begun; try again in a minute.");
  const topUp = before ?? (await insert(ports, request));
  if (topUp.checkoutUrl) return { topUpId: topUp.id, url: topUp.checkoutUrl };
  const session = await open(ports, stripe, topUp);
  await topUps.opened(topUp.id, session.sessionId, session.url, clock.now() + ports.sweepMs);
  return { topUpId: topUp.id, url: session.url };
}

/**
 * The top-up of the viewer's key. Its return URL stays the first one: the same key must send Stripe the
 * same request.
 */
async function known({ topUps }: StartTopUpPorts, request: StartTopUp): Promise<TopUp | undefined> {
  const before = await topUps.byKey(request.viewerId, request.idempotencyKey);
  if (before && before.packageId !== request.packageId) throw new MetercastError("idempotency_conflict");
  return before;
}

async function insert(ports: StartTopUpPorts, request: StartTopUp): Promise<TopUp> {
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
  // The sweep looks at it when no call can open it any more.
  if (await topUps.insert(topUp, idempotencyKey, now + KEY_LIFE_MS + HOUR_MS)) return topUp;
  const first = await known(ports, request);
  if (first) return first;
  throw new MetercastError("too_many_open_top_ups", "Pay one of your open purchases, or let it expire.");
}

async function open({ topUps, log }: StartTopUpPorts, stripe: StripePayments, topUp: TopUp) {
  let current = topUp;
  for (let call = 1; call <= CALLS; call++) {
    const outcome = await stripe.openSession(current);
    if (outcome.kind === "open") return outcome;
    log.warn({ topUp: topUp.id, ...outcome }, "no Checkout session yet");
    if (outcome.kind === "refused")
      throw new MetercastError("internal", undefined, { cause: new Error(outcome.detail) });
    if (!outcome.keySpent) break;
    // The spent key may have created a page, but no viewer was sent to it.
    current = await topUps.leaveCall(topUp.id, current.callNumber);
  }
  throw new MetercastError("unavailable");
}
