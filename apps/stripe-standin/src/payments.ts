import { record, shift } from "./balance.ts";
import type { Actor } from "./call.ts";
import { requireSession } from "./checkout.ts";
import { refused } from "./errors.ts";
import { emit } from "./events.ts";
import type { ChargeObject, CheckoutSessionObject, CustomerDetails, PaymentIntentObject } from "./objects.ts";
import { newId, nowSeconds, type SessionEntry } from "./state.ts";

/** "async": a bank debit that is known only later (`settleSession`). */
export type PayOutcome = "paid" | "async" | "declined";

/**
 * What the buyer paid in another currency than the session's, and what of it reached the platform's balance
 * (cents).
 */
export interface Presentment {
  currency: string;
  amount: number;
  settled: number;
}

/** What the Pay button does. */
export function paySession(
  actor: Actor,
  id: string,
  outcome: PayOutcome,
  presentment?: Presentment,
): CheckoutSessionObject {
  const entry = requireSession(actor.world, id);
  const session = entry.object;
  if (session.status !== "open") {
    throw refused(`This Checkout Session is ${session.status}.`, "resource_invalid_state");
  }
  const { intent, charge } = makePayment(actor, entry, presentment);
  if (presentment !== undefined) {
    entry.settled = presentment.settled;
    const { amount: presentment_amount, currency: presentment_currency } = presentment;
    session.presentment_details = { presentment_amount, presentment_currency };
  }
  if (outcome === "declined") {
    failCharge(actor, intent, charge, "card_declined");
    return session;
  }
  session.payment_intent = intent.id;
  session.customer_details = customerDetails(session.customer_email);
  session.status = "complete";
  session.url = null;
  if (outcome === "paid") {
    takeMoney(actor, intent, charge, entry.settled);
    session.payment_status = "paid";
  }
  emit(actor, "checkout.session.completed", session);
  return session;
}

function customerDetails(email: string | null): CustomerDetails {
  const nothing = {
    phone: null,
    address: null,
    business_name: null,
    individual_name: null,
    tax_exempt: null,
  } as const;
  return { email, name: null, ...nothing, tax_ids: [] };
}

/** The result of a payment that was "async". */
export function settleSession(actor: Actor, id: string, succeeded: boolean): CheckoutSessionObject {
  const { world } = actor;
  const { object: session, settled } = requireSession(world, id);
  const intent = world.paymentIntents[session.payment_intent ?? ""];
  const charge = world.charges[intent?.latest_charge ?? ""];
  if (intent === undefined || charge === undefined || intent.status !== "processing") {
    throw refused("This Checkout Session waits for no payment.", "resource_invalid_state");
  }
  if (succeeded) {
    takeMoney(actor, intent, charge, settled);
    session.payment_status = "paid";
  } else {
    failCharge(actor, intent, charge, "insufficient_funds");
  }
  emit(actor, `checkout.session.async_payment_${succeeded ? "succeeded" : "failed"}`, session);
  return session;
}

function makePayment(
  actor: Actor,
  entry: SessionEntry,
  presentment: Presentment | undefined,
): { intent: PaymentIntentObject; charge: ChargeObject } {
  const { world } = actor;
  const base = {
    created: nowSeconds(world),
    livemode: false,
    amount: presentment?.amount ?? entry.object.amount_total,
    currency: presentment?.currency ?? entry.object.currency,
  } as const;
  const intentId = newId("pi");
  const charge: ChargeObject = {
    ...base,
    id: newId("ch"),
    object: "charge",
    // A charge takes over its payment intent's metadata when it is made.
    metadata: { ...entry.paymentMetadata },
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    captured: false,
    disputed: false,
    failure_code: null,
    failure_message: null,
    paid: false,
    payment_intent: intentId,
    receipt_url: null,
    refunded: false,
    status: "pending",
  };
  const intent: PaymentIntentObject = {
    ...base,
    id: intentId,
    object: "payment_intent",
    metadata: { ...entry.paymentMetadata },
    amount_received: 0,
    latest_charge: charge.id,
    status: "processing",
  };
  world.charges[charge.id] = charge;
  world.paymentIntents[intent.id] = intent;
  emit(actor, "payment_intent.created", intent);
  return { intent, charge };
}

function takeMoney(
  actor: Actor,
  intent: PaymentIntentObject,
  charge: ChargeObject,
  settled: number | undefined,
): void {
  const { world } = actor;
  const { feeBasisPoints, feeFixed } = world.settings;
  const cents = settled ?? charge.amount;
  const fee = Math.round((cents * feeBasisPoints) / 10_000) + feeFixed;
  shift(world, "outside", "platform", cents);
  shift(world, "platform", "fees", fee);
  charge.balance_transaction = record(world, "platform", {
    type: "charge",
    amount: cents,
    fee,
    source: charge.id,
    exchangeRate: settled === undefined ? null : settled / charge.amount,
  });
  Object.assign(charge, {
    status: "succeeded",
    paid: true,
    captured: true,
    amount_captured: charge.amount,
    // A charge has a receipt from the moment in which it is paid.
    receipt_url: `${actor.publicUrl}/c/receipt/${charge.id}`,
  });
  Object.assign(intent, { status: "succeeded", amount_received: charge.amount });
  emit(actor, "charge.succeeded", charge);
  emit(actor, "payment_intent.succeeded", intent);
}

function failCharge(actor: Actor, intent: PaymentIntentObject, charge: ChargeObject, code: string): void {
  Object.assign(charge, {
    status: "failed",
    failure_code: code,
    failure_message: "The payment was refused.",
  });
  intent.status = "requires_payment_method";
  emit(actor, "charge.failed", charge);
  emit(actor, "payment_intent.payment_failed", intent);
}
