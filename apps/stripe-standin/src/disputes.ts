import { record, shift } from "./balance.ts";
import type { Actor } from "./call.ts";
import { requireCharge } from "./charges.ts";
import { invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import type { DisputeObject } from "./objects.ts";
import { newId, nowSeconds, type World } from "./state.ts";

export interface DisputeWish {
  /** In the dispute's currency; default: what is left of the charge. */
  amount?: number | undefined;
  reason?: string | undefined;
  /** The cardholder's bank may dispute in another currency than the charge's. */
  currency?: string | undefined;
  /**
   * What Stripe takes for it from the platform's balance, in cents; default: `amount` by the charge's own
   * exchange rate.
   */
  settled?: number | undefined;
  /** An inquiry: no money moves before `escalateDispute`. */
  inquiry?: boolean | undefined;
}

/** The cardholder's bank takes money back, all of it or a part; Stripe takes its fee. */
export function disputeCharge(actor: Actor, id: string, wish: DisputeWish): DisputeObject {
  const { world } = actor;
  const charge = requireCharge(world, id);
  const left = charge.amount_captured - charge.amount_refunded - disputedOf(world, id);
  const cents = wish.amount ?? left;
  const foreign = wish.currency !== undefined && wish.currency !== charge.currency;
  if (cents < 1 || (!foreign && cents > charge.amount_captured))
    throw invalid("Nothing to dispute on this charge.", "amount_too_large", "amount");
  const dispute: DisputeObject = {
    id: newId("dp"),
    object: "dispute",
    amount: cents,
    balance_transactions: [],
    charge: id,
    created: nowSeconds(world),
    currency: wish.currency ?? charge.currency,
    enhanced_eligibility_types: [],
    // Nobody has handed in any.
    evidence: { enhanced_evidence: {} } as DisputeObject["evidence"],
    evidence_details: {
      due_by: null,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "manual",
    },
    is_charge_refundable: wish.inquiry === true,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: wish.reason ?? "fraudulent",
    status: wish.inquiry === true ? "warning_needs_response" : "needs_response",
  };
  world.disputes[dispute.id] = dispute;
  world.disputeSettled[dispute.id] =
    wish.settled ?? Math.round(cents * rateOf(world, charge.balance_transaction));
  charge.disputed = true;
  emit(actor, "charge.dispute.created", dispute);
  if (dispute.status === "needs_response") withdraw(actor, dispute);
  return dispute;
}

/** An inquiry becomes a dispute, and the money goes. */
export function escalateDispute(actor: Actor, id: string): DisputeObject {
  const dispute = requireDispute(actor.world, id);
  if (!dispute.status.startsWith("warning_"))
    throw refused(`Dispute ${id} is no inquiry.`, "resource_invalid_state");
  dispute.status = "needs_response";
  dispute.is_charge_refundable = false;
  withdraw(actor, dispute);
  emit(actor, "charge.dispute.updated", dispute);
  return dispute;
}

/**
 * Won: the money that is away and the fee come back. Lost: the money stays away, or goes again where the
 * dispute was won before. Either may follow the other, as banks decide a second time. An inquiry closes
 * without money.
 */
export function closeDispute(actor: Actor, id: string, won: boolean): DisputeObject {
  const dispute = requireDispute(actor.world, id);
  const inquiry = dispute.status.startsWith("warning_");
  const next = inquiry ? "warning_closed" : won ? "won" : "lost";
  if (dispute.status === next || (inquiry && !won))
    throw refused(`Dispute ${id} is ${dispute.status}.`, "resource_invalid_state");
  dispute.status = next;
  const away = -dispute.balance_transactions.reduce((sum, { amount }) => sum + amount, 0);
  if (next === "won" && away > 0) reinstate(actor, dispute, away);
  if (next === "lost" && away <= 0) withdraw(actor, dispute);
  emit(actor, "charge.dispute.closed", dispute);
  return dispute;
}

/**
 * Any further change of a dispute's money: a part that comes back or goes again. Cents of the platform's
 * balance, signed.
 */
export function moveDisputeFunds(actor: Actor, id: string, amount: number, fee: number): DisputeObject {
  const dispute = requireDispute(actor.world, id);
  move(actor, dispute, amount, fee);
  return dispute;
}

function withdraw(actor: Actor, dispute: DisputeObject): void {
  move(
    actor,
    dispute,
    -(actor.world.disputeSettled[dispute.id] ?? dispute.amount),
    actor.world.settings.disputeFee,
  );
}

function reinstate(actor: Actor, dispute: DisputeObject, away: number): void {
  const fee = dispute.balance_transactions.reduce((sum, entry) => sum + entry.fee, 0);
  move(actor, dispute, away, -fee);
}

function move(actor: Actor, dispute: DisputeObject, amount: number, fee: number): void {
  const { world } = actor;
  both(world, "outside", amount);
  both(world, "fees", -fee);
  const foreign = dispute.currency !== "usd";
  const id = record(world, "platform", {
    type: "adjustment",
    amount,
    fee,
    source: dispute.id,
    exchangeRate: foreign ? Math.abs(amount) / dispute.amount : null,
  });
  const entry = world.balanceTransactions[id];
  if (entry !== undefined) dispute.balance_transactions.push(entry.object);
  emit(actor, `charge.dispute.funds_${amount < 0 ? "withdrawn" : "reinstated"}`, dispute);
}

/** To the platform, or from it where the amount is below zero. */
function both(world: World, other: string, amount: number): void {
  if (amount >= 0) shift(world, other, "platform", amount);
  else shift(world, "platform", other, -amount);
}

function disputedOf(world: World, charge: string): number {
  return Object.values(world.disputes)
    .filter((dispute) => dispute.charge === charge && dispute.status !== "warning_closed")
    .reduce((sum, { amount }) => sum + amount, 0);
}

function rateOf(world: World, balanceTransaction: string | null): number {
  return world.balanceTransactions[balanceTransaction ?? ""]?.object.exchange_rate ?? 1;
}

function requireDispute(world: World, id: string): DisputeObject {
  const dispute = world.disputes[id];
  if (dispute === undefined) throw missing("dispute", id, "dispute");
  return dispute;
}
