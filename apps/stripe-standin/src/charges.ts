import { record, shift } from "./balance.ts";
import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { ChargeObject, Metadata, RefundObject } from "./objects.ts";
import { integer, metadata, text } from "./params.ts";
import { newId, nowSeconds, type World } from "./state.ts";

export function requireCharge(world: World, id: string): ChargeObject {
  const charge = world.charges[id];
  if (charge === undefined) throw missing("charge", id, "charge");
  return charge;
}

export interface RefundWish {
  amount?: number | undefined;
  reason?: string | undefined;
  metadata?: Metadata | undefined;
  /** What leaves the platform's balance, in cents; default: the amount by the charge's own exchange rate. */
  settled?: number | undefined;
  /** Asked for, and no money has moved yet: `settleRefund` ends it. */
  pending?: boolean | undefined;
}

/**
 * Gives money back to the card. The platform's balance may go below zero by it, as at Stripe; the fee stays
 * with Stripe.
 */
export function refundCharge(actor: Actor, id: string, wish: RefundWish): RefundObject {
  const { world } = actor;
  const charge = requireCharge(world, id);
  const left = charge.amount_captured - charge.amount_refunded;
  const cents = wish.amount ?? left;
  if (charge.refunded) throw refused(`Charge ${id} has already been refunded.`, "charge_already_refunded");
  if (wasChargedBack(world, id)) throw refused(`Charge ${id} has been charged back.`, "charge_disputed");
  if (cents < 1 || cents > left) {
    throw invalid(
      `Refund amount is greater than unrefunded amount on charge (${left}).`,
      "amount_too_large",
      "amount",
    );
  }
  const refund: RefundObject = {
    id: newId("re"),
    object: "refund",
    amount: cents,
    balance_transaction: null,
    charge: id,
    created: nowSeconds(world),
    currency: charge.currency,
    metadata: wish.metadata ?? {},
    payment_intent: charge.payment_intent,
    reason: wish.reason ?? null,
    status: "pending",
  };
  world.refunds[refund.id] = refund;
  charge.amount_refunded += cents;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  if (wish.pending !== true) payRefund(world, refund, charge, wish.settled);
  emit(actor, "refund.created", refund);
  emit(actor, "charge.refunded", charge);
  return refund;
}

function payRefund(world: World, refund: RefundObject, charge: ChargeObject, settled?: number): void {
  const rate = world.balanceTransactions[charge.balance_transaction ?? ""]?.object.exchange_rate ?? null;
  const cents = settled ?? Math.round(refund.amount * (rate ?? 1));
  shift(world, "platform", "outside", cents);
  const change = { type: "refund", amount: -cents, source: refund.id, exchangeRate: rate } as const;
  refund.balance_transaction = record(world, "platform", change);
  refund.status = "succeeded";
}

/** A dispute that took money, or may: then the charge can't be refunded. */
function wasChargedBack(world: World, charge: string): boolean {
  return Object.values(world.disputes).some((item) => item.charge === charge && !item.is_charge_refundable);
}

/** The end of a refund that was `pending`: paid, or canceled before any money moved. */
export function settleRefund(actor: Actor, id: string, succeeded: boolean): RefundObject {
  const { world } = actor;
  const refund = requireRefund(world, id);
  const charge = requireCharge(world, refund.charge);
  if (refund.status !== "pending")
    throw refused(`Refund ${id} is ${refund.status}.`, "resource_invalid_state");
  if (succeeded) payRefund(world, refund, charge);
  else {
    refund.status = "canceled";
    giveUpRefund(charge, refund);
  }
  emit(actor, "refund.updated", refund);
  emit(actor, "charge.refund.updated", refund);
  return refund;
}

/** The buyer's bank sends a refund back (the card is closed, say): the money is the platform's again. */
export function failRefund(actor: Actor, id: string): RefundObject {
  const { world } = actor;
  const refund = requireRefund(world, id);
  if (refund.status !== "succeeded")
    throw refused(`Refund ${id} is ${refund.status}.`, "resource_invalid_state");
  const paid = world.balanceTransactions[refund.balance_transaction ?? ""]?.object;
  const cents = Math.abs(paid?.amount ?? refund.amount);
  shift(world, "outside", "platform", cents);
  refund.failure_balance_transaction = record(world, "platform", {
    type: "refund_failure",
    amount: cents,
    source: id,
    exchangeRate: paid?.exchange_rate ?? null,
  });
  refund.failure_reason = "expired_or_canceled_card";
  refund.status = "failed";
  giveUpRefund(requireCharge(world, refund.charge), refund);
  emit(actor, "refund.failed", refund);
  emit(actor, "charge.refund.updated", refund);
  return refund;
}

function giveUpRefund(charge: ChargeObject, refund: RefundObject): void {
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
}

function requireRefund(world: World, id: string): RefundObject {
  const refund = world.refunds[id];
  if (refund === undefined) throw missing("refund", id, "refund");
  return refund;
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
