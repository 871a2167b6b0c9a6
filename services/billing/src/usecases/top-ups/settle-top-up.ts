import { failpoint, MetercastError } from "@metercast/runtime";
import { type CheckoutView, judgePayment, type TopUp } from "../../domain/top-up.ts";
import { NotYet, type TopUpPorts } from "./ports.ts";
import { openCase } from "./review.ts";

type Ports = Pick<TopUpPorts, "topUps" | "wallet" | "metrics" | "cases" | "log">;

export interface Settled {
  topUp: TopUp;
  /** A person has to decide: there is an open case. */
  needsReview: boolean;
}

/**
 * Brings a top-up to where Stripe says that its Checkout session is, however often and by whomever it is asked. Gives the top-up as it is then; undefined where
 * the session is none of ours. @throws NotYet where Stripe has not booked what was paid
 */
export async function settle(ports: Ports, view: CheckoutView): Promise<Settled | undefined> {
  const topUp = view.topUpId && (await ports.topUps.find(view.topUpId));
  if (!topUp) return undefined;
  const verdict = judgePayment(topUp, view);
  switch (verdict.kind) {
    case "not_booked":
      throw new NotYet(`Stripe has not booked the charge of ${view.id}`);
    case "review":
      await openCase(ports, { ...verdict.found, topUpId: topUp.id });
      // Another page was paid too: the top-up itself goes on.
      if (verdict.found.kind !== "second_payment") await ports.topUps.leave(topUp.id);
      return { topUp, needsReview: true };
    case "paid":
      // What was paid is written before the wallet is asked: fee and amount can't be others when it is asked again.
      return done(await credit(ports, await ports.topUps.paid(topUp.id, verdict.payment)));
    case "decided":
      return done(topUp.state === "paid" ? await credit(ports, topUp) : topUp);
    case "over":
      await ports.topUps.over(topUp.id, verdict.state);
      return done((await ports.topUps.find(topUp.id)) ?? topUp);
    case "waiting":
      return done(topUp);
  }
}

const done = (topUp: TopUp): Settled => ({ topUp, needsReview: false });

async function credit({ topUps, wallet, metrics }: Ports, topUp: TopUp): Promise<TopUp> {
  if (topUp.state === "credited") return topUp;
  await wallet.postTopUp(withSession(topUp));
  failpoint("billing.top_up_credited");
  if (await topUps.credited(topUp.id)) metrics.credited(topUp.tokens);
  return { ...topUp, state: "credited" };
}

/** The wallet knows a top-up by its Checkout session. */
export function withSession(topUp: TopUp): TopUp & { checkoutSessionId: string } {
  const { checkoutSessionId } = topUp;
  if (checkoutSessionId === undefined) throw new MetercastError("internal", `${topUp.id} has no session`);
  return { ...topUp, checkoutSessionId };
}
