import { type AnyEvent, publicId } from "@metercast/contracts";
import { type Clock, failpoint, MetercastError } from "@metercast/runtime";
import { type CheckoutView, judgePayment, type TopUp } from "../../domain/top-up.ts";
import type { TopUpWallet } from "../../ports/top-up-wallet.ts";
import type { TopUps } from "../../ports/top-ups.ts";
import { NotYet } from "./not-yet.ts";
import { type OpenCasePorts, openCase } from "./open-case.ts";

export interface SettleTopUpPorts extends OpenCasePorts {
  topUps: TopUps;
  wallet: TopUpWallet;
  clock: Clock;
}

export interface Settled {
  topUp: TopUp;
  /** There is an open case: a person decides. */
  needsReview: boolean;
}

/**
 * Brings a top-up to the state of its Checkout session at Stripe. Repeated and concurrent calls have the
 * same effect. Gives the top-up; undefined if the session is not ours. @throws NotYet if Stripe has not
 * booked the payment
 */
export async function settleTopUp(ports: SettleTopUpPorts, view: CheckoutView): Promise<Settled | undefined> {
  const topUp = view.topUpId && (await ports.topUps.find(view.topUpId));
  if (!topUp) return undefined;
  const verdict = judgePayment(topUp, view);
  switch (verdict.kind) {
    case "not_booked":
      throw new NotYet(`Stripe has not booked the charge of ${view.id}`);
    case "review":
      await openCase(ports, { ...verdict.found, topUpId: topUp.id });
      // A second payment concerns another page: the top-up itself continues.
      if (verdict.found.kind !== "second_payment") await ports.topUps.leave(topUp.id);
      return { topUp, needsReview: true };
    case "paid": {
      // The row has the payment before the wallet does, so a repeated call posts the same amounts.
      const paid = await ports.topUps.paid(topUp.id, verdict.payment);
      if (view.receiptUrl) await ports.topUps.keepReceipt(topUp.id, view.receiptUrl, ports.clock.now());
      return done(await credit(ports, paid));
    }
    case "decided":
      return done(topUp.state === "paid" ? await credit(ports, topUp) : topUp);
    case "over":
      await ports.topUps.close(topUp.id, verdict.state, endOf(topUp, verdict.state, ports.clock));
      return done((await ports.topUps.find(topUp.id)) ?? topUp);
    case "waiting":
      return done(topUp);
  }
}

/** A page that nobody paid, and that expired, is no failure. */
const endOf = (topUp: TopUp, state: "expired" | "failed", clock: Clock): AnyEvent[] =>
  state === "failed"
    ? [
        {
          type: "billing.top_up.failed.v1",
          message: {
            topUpId: publicId("topUp", topUp.id),
            userId: topUp.viewerId,
            tokens: topUp.tokens,
            reason: "payment_failed",
            occurredAt: new Date(clock.now()),
          },
        },
      ]
    : [];

const done = (topUp: TopUp): Settled => ({ topUp, needsReview: false });

async function credit({ topUps, wallet, metrics }: SettleTopUpPorts, topUp: TopUp): Promise<TopUp> {
  if (topUp.state === "credited") return topUp;
  await wallet.postTopUp(withSession(topUp));
  failpoint("billing.top_up_credited");
  if (await topUps.credited(topUp.id)) metrics.credited(topUp.tokens);
  return { ...topUp, state: "credited" };
}

/** The wallet identifies a top-up by its Checkout session. */
export function withSession(topUp: TopUp): TopUp & { checkoutSessionId: string } {
  const { checkoutSessionId } = topUp;
  if (checkoutSessionId === undefined) throw new MetercastError("internal", `${topUp.id} has no session`);
  return { ...topUp, checkoutSessionId };
}
