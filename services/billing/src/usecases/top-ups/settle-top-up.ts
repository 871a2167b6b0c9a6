import { MetercastError, racePoint } from "@metercast/runtime";
import type { CheckoutView, Payment, TopUp } from "../../domain/top-up.ts";
import { NotYet, type TopUpPorts } from "./ports.ts";

type Ports = Pick<TopUpPorts, "topUps" | "wallet" | "metrics">;

/**
 * Brings a top-up to where Stripe says that its Checkout session is, however often and by whomever it is asked. Gives the top-up as it is then; undefined where
 * the session is none of ours. @throws NotYet where Stripe has not booked what was paid
 */
export async function settle(ports: Ports, view: CheckoutView): Promise<TopUp | undefined> {
  const topUp = view.topUpId && (await ports.topUps.find(view.topUpId));
  if (!topUp) return undefined;
  if (topUp.state === "credited") return topUp;
  // A call whose key was spent may have left a second page that nobody saw: nothing about it counts.
  const other = topUp.checkoutSessionId !== undefined && topUp.checkoutSessionId !== view.id;
  if (other && view.payment !== "paid") return topUp;
  if (view.payment === "paid") return credit(ports, await paid(ports, topUp, view, other));
  if (topUp.state === "paid") return credit(ports, topUp);
  if (view.payment !== "waiting") await ports.topUps.over(topUp.id, view.payment);
  return ports.topUps.find(topUp.id);
}

/** What was paid is written before the wallet is asked: the fee can't be another one when it is asked again. */
async function paid({ topUps }: Ports, topUp: TopUp, view: CheckoutView, other: boolean): Promise<TopUp> {
  if (topUp.state === "paid") return topUp;
  if (other || view.cents !== topUp.cents)
    throw new MetercastError("internal", `paid ${view.cents} cents in ${view.id} for ${topUp.id}`);
  return topUps.paid(topUp.id, booked(view));
}

function booked({ id, paymentIntentId, chargeId, feeCents }: CheckoutView): Payment {
  if (!paymentIntentId || !chargeId || feeCents === undefined)
    throw new NotYet(`Stripe has not booked the charge of ${id}`);
  return { sessionId: id, paymentIntentId, chargeId, feeCents };
}

async function credit({ topUps, wallet, metrics }: Ports, topUp: TopUp): Promise<TopUp> {
  if (topUp.state === "credited") return topUp;
  await wallet.postTopUp(withSession(topUp));
  racePoint("billing.top_up_credited");
  if (await topUps.credited(topUp.id)) metrics.credited(topUp.tokens);
  return { ...topUp, state: "credited" };
}

/** The wallet knows a top-up by its Checkout session. */
export function withSession(topUp: TopUp): TopUp & { checkoutSessionId: string } {
  const { checkoutSessionId } = topUp;
  if (checkoutSessionId === undefined) throw new MetercastError("internal", `${topUp.id} has no session`);
  return { ...topUp, checkoutSessionId };
}
