import { awayCents, inOrder, type MoneyMove, type TopUp } from "../../domain/top-up.ts";
import type { MoneyMoves } from "../../ports/money-moves.ts";
import type { StripePayments } from "../../ports/stripe-payments.ts";
import { NotYet } from "./not-yet.ts";
import { openCase } from "./open-case.ts";
import { type SettleTopUpPorts, settleTopUp, withSession } from "./settle-top-up.ts";

export interface MoveMoneyPorts extends SettleTopUpPorts {
  moves: MoneyMoves;
  stripe: StripePayments;
}

/**
 * Books the balance transactions of a charge's refunds and disputes, each once by its own id. It reads all
 * of them at once, so neither the order of events, nor repeated decisions of a bank, nor the replica that
 * handles an event matters.
 */
export async function moveMoney(
  ports: MoveMoneyPorts,
  chargeId: string,
): Promise<"handled" | "not_ours" | "needs_review"> {
  const charge = await ports.stripe.charge(chargeId);
  const topUp =
    (charge.topUpId && (await ports.topUps.find(charge.topUpId))) ||
    (charge.paymentIntentId && (await ports.topUps.byPayment(charge.paymentIntentId))) ||
    undefined;
  if (!topUp) return "not_ours";
  if (charge.moves.length === 0) return "handled";
  const credited = await creditFirst(ports, topUp, charge.paymentIntentId);
  if (!credited) return "needs_review";
  const foreign = charge.moves.filter(({ currency }) => currency !== "usd");
  for (const move of foreign) await openCase(ports, foreignMove(topUp, move));
  const known = await ports.moves.ofTopUp(topUp.id);
  const news = charge.moves.filter(
    ({ id, currency, cents, feeCents }) =>
      currency === "usd" && (cents !== 0n || feeCents !== 0n) && known.get(id)?.state !== "posted",
  );
  for (const move of inOrder(news, awayCents([...known.values()]))) await book(ports, credited, move);
  return foreign.length === 0 ? "handled" : "needs_review";
}

const foreignMove = (topUp: TopUp, { id, sourceId, currency, cents }: MoneyMove) => ({
  kind: "foreign_balance_transaction" as const,
  topUpId: topUp.id,
  objectId: id,
  detail: `${sourceId}: ${cents} in ${currency} minor units; the books are in USD`,
});

/**
 * A refund's event may come before the payment's: the wallet gets the payment first. Undefined if a person
 * has to decide about it.
 */
async function creditFirst(
  ports: MoveMoneyPorts,
  topUp: TopUp,
  paymentIntentId: string | undefined,
): Promise<TopUp | undefined> {
  if (topUp.state === "credited") return topUp;
  const { stripe } = ports;
  const view = topUp.checkoutSessionId
    ? await stripe.session(topUp.checkoutSessionId)
    : paymentIntentId && (await stripe.sessionOfPayment(paymentIntentId));
  const settled = view ? await settleTopUp(ports, view) : undefined;
  if (settled?.needsReview) return undefined;
  if (settled?.topUp.state !== "credited") throw new NotYet(`${topUp.id} is not credited yet`);
  return settled.topUp;
}

/** Commits the row before it calls the wallet, which books each balance transaction once. */
async function book(ports: MoveMoneyPorts, topUp: TopUp, move: MoneyMove): Promise<void> {
  const { moves, wallet, metrics, log } = ports;
  if (!(await moves.record(topUp.id, move))) return;
  const outcome = await wallet.moveTopUpMoney(withSession(topUp), move);
  if (!(await moves.posted(move.id, outcome))) return;
  metrics.moved(move, outcome);
  if (move.cents > 0n) log.info({ topUp: topUp.id, move: move.id, of: move.sourceId }, "money came back");
}
