import type { MoneyBack, TopUp } from "../../domain/top-up.ts";
import { NotYet, type StripePayments, type TopUpPorts } from "./ports.ts";
import { settle, withSession } from "./settle-top-up.ts";

type Ports = Pick<TopUpPorts, "topUps" | "reversals" | "wallet" | "metrics" | "log">;

/**
 * Takes back what the refunds and disputes of a charge have given back to the buyer: each once, by its own id. All of them are asked of Stripe at once, so it
 * does not matter which event of them came first. False where the charge is none of ours.
 */
export async function reverseCharge(
  ports: Ports,
  stripe: StripePayments,
  chargeId: string,
): Promise<boolean> {
  const charge = await stripe.charge(chargeId);
  const topUp =
    (charge.topUpId && (await ports.topUps.find(charge.topUpId))) ||
    (charge.paymentIntentId && (await ports.topUps.byPayment(charge.paymentIntentId))) ||
    undefined;
  if (!topUp) return false;
  if (charge.back.every(({ status }) => status === "pending")) return true;
  const credited = await creditFirst(ports, stripe, topUp, charge.paymentIntentId);
  const news = new Set<string>();
  for (const back of charge.back) if (await reverse(ports, credited, back)) news.add(back.id);
  if (news.size === 0) return true;
  // Money that came back after Stripe was asked and before there was a row of it: who was told of that found nothing to undo.
  const now = await stripe.charge(chargeId);
  for (const back of now.back) if (news.has(back.id)) await reverse(ports, credited, back);
  return true;
}

/** A refund may be heard of before the payment: the wallet is told in the order in which it happened. */
async function creditFirst(
  ports: Ports,
  stripe: StripePayments,
  topUp: TopUp,
  paymentIntentId: string | undefined,
): Promise<TopUp> {
  if (topUp.state === "credited") return topUp;
  const view = topUp.checkoutSessionId
    ? await stripe.session(topUp.checkoutSessionId)
    : paymentIntentId && (await stripe.sessionOfPayment(paymentIntentId));
  const settled = view ? await settle(ports, view) : undefined;
  if (settled?.state !== "credited") throw new NotYet(`${topUp.id} is not credited yet`);
  return settled;
}

/** True where nothing had been taken for it before. */
async function reverse(ports: Ports, topUp: TopUp, back: MoneyBack): Promise<boolean> {
  if (back.status === "pending") return false;
  const { reversals, wallet, metrics } = ports;
  // Money that came back before we ever heard that it had left: nothing was taken, nothing is to be done.
  if (back.status === "returned" && !(await reversals.find(back.id))) return false;
  const reversal = await reversals.record(topUp, back);
  if (reversal.state === "open") {
    const outcome = await wallet.reverseTopUp(withSession(topUp), reversal);
    if (await reversals.taken(back.id, outcome)) metrics.reversed(back.kind, outcome);
  }
  if (back.status === "returned" && (reversal.state === "open" || reversal.state === "taken"))
    await reinstate(ports, topUp, back);
  return reversal.state === "open";
}

/** The purchase stands after all: the books have the money again, and the viewer the tokens. */
async function reinstate(
  { reversals, wallet, metrics, log }: Ports,
  topUp: TopUp,
  back: MoneyBack,
): Promise<void> {
  await wallet.reinstateTopUp(withSession(topUp), back.id, back.feeBackCents);
  const state = back.kind === "dispute" ? "won" : "failed";
  if (!(await reversals.returned(back.id, state))) return;
  metrics.returned(state);
  log.info({ topUp: topUp.id, reversal: back.id, state }, "money came back: the reversal is undone");
}
