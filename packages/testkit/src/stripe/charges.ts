import { record, shift } from "./balance.ts";
import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { ChargeObject, DisputeObject, Metadata, RefundObject } from "./objects.ts";
import { integer, metadata, text } from "./params.ts";
import { newId, nowSeconds, type World } from "./state.ts";

function requireCharge(world: World, id: string): ChargeObject {
  const charge = world.charges[id];
  if (charge === undefined) throw missing("charge", id, "charge");
  return charge;
}

export interface RefundWish {
  amount?: number | undefined;
  reason?: string | undefined;
  metadata?: Metadata | undefined;
}

/** Gives money back to the card. The platform's balance may go below zero by it, as at Stripe; the fee stays with Stripe. */
export function refundCharge(actor: Actor, id: string, wish: RefundWish): RefundObject {
  const { world } = actor;
  const charge = requireCharge(world, id);
  const left = charge.amount_captured - charge.amount_refunded;
  const cents = wish.amount ?? left;
  if (charge.refunded) throw refused(`Charge ${id} has already been refunded.`, "charge_already_refunded");
  if (charge.disputed) throw refused(`Charge ${id} has been charged back.`, "charge_disputed");
  if (cents < 1 || cents > left) {
    throw invalid(
      `Refund amount is greater than unrefunded amount on charge (${left}).`,
      "amount_too_large",
      "amount",
    );
  }
  const refundId = newId("re");
  shift(world, "platform", "outside", cents);
  const refund: RefundObject = {
    id: refundId,
    object: "refund",
    amount: cents,
    balance_transaction: record(world, "platform", { type: "refund", amount: -cents, source: refundId }),
    charge: id,
    created: nowSeconds(world),
    currency: "usd",
    metadata: wish.metadata ?? {},
    payment_intent: charge.payment_intent,
    reason: wish.reason ?? null,
    status: "succeeded",
  };
  world.refunds[refundId] = refund;
  charge.amount_refunded += cents;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  emit(actor, "refund.created", refund);
  emit(actor, "charge.refunded", charge);
  return refund;
}

/** The buyer's bank sends a refund back (the card is closed, say): the money is the platform's again. */
export function failRefund(actor: Actor, id: string): RefundObject {
  const { world } = actor;
  const refund = world.refunds[id];
  if (refund === undefined) throw missing("refund", id, "refund");
  if (refund.status !== "succeeded")
    throw refused(`Refund ${id} is ${refund.status}.`, "resource_invalid_state");
  shift(world, "outside", "platform", refund.amount);
  record(world, "platform", { type: "refund_failure", amount: refund.amount, source: id });
  refund.status = "failed";
  const charge = requireCharge(world, refund.charge);
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  emit(actor, "refund.failed", refund);
  emit(actor, "charge.refund.updated", refund);
  return refund;
}

/** The cardholder's bank takes the money back; Stripe takes its fee. */
export function disputeCharge(
  actor: Actor,
  id: string,
  wish: { amount?: number | undefined; reason?: string | undefined },
): DisputeObject {
  const { world } = actor;
  const charge = requireCharge(world, id);
  const left = charge.amount_captured - charge.amount_refunded;
  const cents = wish.amount ?? left;
  if (charge.disputed) throw refused(`Charge ${id} has been disputed already.`, "charge_disputed");
  if (cents < 1 || cents > left)
    throw invalid("Nothing to dispute on this charge.", "amount_too_large", "amount");
  const dispute: DisputeObject = {
    id: newId("dp"),
    object: "dispute",
    amount: cents,
    balance_transactions: [],
    charge: id,
    created: nowSeconds(world),
    currency: "usd",
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: wish.reason ?? "fraudulent",
    status: "needs_response",
  };
  const fee = world.settings.disputeFee;
  shift(world, "platform", "outside", cents);
  shift(world, "platform", "fees", fee);
  adjust(world, dispute, -cents, fee);
  world.disputes[dispute.id] = dispute;
  charge.disputed = true;
  emit(actor, "charge.dispute.created", dispute);
  emit(actor, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** Won: the money and the fee come back. Lost: nothing moves any more. */
export function closeDispute(actor: Actor, id: string, won: boolean): DisputeObject {
  const { world } = actor;
  const dispute = world.disputes[id];
  if (dispute === undefined) throw missing("dispute", id, "dispute");
  if (dispute.status !== "needs_response")
    throw refused(`Dispute ${id} is closed.`, "resource_invalid_state");
  dispute.status = won ? "won" : "lost";
  if (won) {
    const fee = dispute.balance_transactions[0]?.fee ?? 0;
    shift(world, "outside", "platform", dispute.amount);
    shift(world, "fees", "platform", fee);
    adjust(world, dispute, dispute.amount, -fee);
    emit(actor, "charge.dispute.funds_reinstated", dispute);
  }
  emit(actor, "charge.dispute.closed", dispute);
  return dispute;
}

function adjust(world: World, dispute: DisputeObject, amount: number, fee: number): void {
  const id = record(world, "platform", { type: "adjustment", amount, fee, source: dispute.id });
  const entry = world.balanceTransactions[id];
  if (entry !== undefined) dispute.balance_transactions.push(entry.object);
}

function createRefund(call: Call): object {
  const { world, form } = call;
  const intent = text(form, "payment_intent");
  const id = text(form, "charge") ?? world.paymentIntents[intent ?? ""]?.latest_charge;
  if (id === undefined || id === null) {
    if (intent !== undefined) throw missing("payment_intent", intent, "payment_intent");
    throw invalid(
      "One of the following params should be provided: payment_intent or charge.",
      "parameter_missing",
    );
  }
  const details = { reason: text(form, "reason"), metadata: metadata(form) };
  return refundCharge(call, id, { amount: integer(form, "amount"), ...details });
}

/** GET …/:id of a collection whose objects belong to the platform. */
function retrieve(kind: string, path: string, collection: (world: World) => Record<string, object>): Route {
  return {
    method: "GET",
    path: `${path}/:id`,
    known: [],
    run: ({ world, path: parts }) => {
      const object = collection(world)[parts.id ?? ""];
      if (object === undefined) throw missing(kind, parts.id ?? "");
      return object;
    },
  };
}

interface Payment {
  id: string;
  created: number;
  payment_intent?: string;
  charge?: string;
}

function listOf(
  path: string,
  filters: ("payment_intent" | "charge")[],
  all: (world: World) => Payment[],
): Route {
  return {
    method: "GET",
    path,
    known: [...LIST_PARAMS, "created", ...filters],
    run: ({ world, form }) => {
      const matching = all(world).filter((item) =>
        filters.every((name) => form[name] === undefined || item[name] === text(form, name)),
      );
      return page(matching, form, path);
    },
  };
}

export const chargeRoutes: Route[] = [
  retrieve("charge", "/v1/charges", (world) => world.charges),
  listOf("/v1/charges", ["payment_intent"], (world) => Object.values(world.charges)),
  retrieve("payment_intent", "/v1/payment_intents", (world) => world.paymentIntents),
  listOf("/v1/payment_intents", [], (world) => Object.values(world.paymentIntents)),
  {
    method: "POST",
    path: "/v1/refunds",
    known: ["charge", "payment_intent", "amount", "reason", "metadata"],
    run: createRefund,
  },
  retrieve("refund", "/v1/refunds", (world) => world.refunds),
  listOf("/v1/refunds", ["charge", "payment_intent"], (world) => Object.values(world.refunds)),
  retrieve("dispute", "/v1/disputes", (world) => world.disputes),
  listOf("/v1/disputes", ["charge", "payment_intent"], (world) => Object.values(world.disputes)),
];
