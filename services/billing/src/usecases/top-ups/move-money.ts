import { awayCents, inOrder, type MoneyMove, type TopUp } from "../../domain/top-up.ts";
import { NotYet, type StripePayments, type TopUpPorts } from "./ports.ts";
import { openCase } from "./review.ts";
import { settle, withSession } from "./settle-top-up.ts";

type Ports = Pick<TopUpPorts, "topUps" | "moves" | "wallet" | "metrics" | "log" | "cases">;

/**
 * Books the balance transactions of a charge's refunds and disputes: each once, by its own id. All of them are asked of Stripe at once, so it does not
 * matter which event of them came first, how often a bank decides again, or which replica handles it.
 */
export async function moveMoney(
  ports: Ports,
  stripe: StripePayments,
  chargeId: string,
): Promise<"handled" | "not_ours" | "needs_review"> {
  const charge = await stripe.charge(chargeId);
  const topUp =
    (charge.topUpId && (await ports.topUps.find(charge.topUpId))) ||
    (charge.paymentIntentId && (await ports.topUps.byPayment(charge.paymentIntentId))) ||
    undefined;
  if (!topUp) return "not_ours";
  if (charge.moves.length === 0) return "handled";
  const credited = await creditFirst(ports, stripe, topUp, charge.paymentIntentId);
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

/** A refund may be heard of before the payment: the wallet is told in the order in which it happened. Undefined where a person has to decide about the payment. */
async function creditFirst(
  ports: Ports,
  stripe: StripePayments,
  topUp: TopUp,
  paymentIntentId: string | undefined,
): Promise<TopUp | undefined> {
  if (topUp.state === "credited") return topUp;
  const view = topUp.checkoutSessionId
    ? await stripe.session(topUp.checkoutSessionId)
    : paymentIntentId && (await stripe.sessionOfPayment(paymentIntentId));
  const settled = view ? await settle(ports, view) : undefined;
  if (settled?.needsReview) return undefined;
  if (settled?.topUp.state !== "credited") throw new NotYet(`${topUp.id} is not credited yet`);
  return settled.topUp;
}

/** The row is committed before the wallet is asked; the wallet has each balance transaction once. */
async function book({ moves, wallet, metrics, log }: Ports, topUp: TopUp, move: MoneyMove): Promise<void> {
  if (!(await moves.record(topUp.id, move))) return;
  const outcome = await wallet.moveTopUpMoney(withSession(topUp), move);
  if (!(await moves.posted(move.id, outcome))) return;
  metrics.moved(move, outcome);
  if (move.cents > 0n) log.info({ topUp: topUp.id, move: move.id, of: move.sourceId }, "money came back");
}
