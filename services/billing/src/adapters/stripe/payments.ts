import { publicId, uuidOf } from "@metercast/contracts";
import type Stripe from "stripe";
import type { CheckoutView, MoneyMove, StripeAmount, TopUp } from "../../domain/top-up.ts";
import type { SessionOutcome, StripePayments } from "../../ports/stripe-payments.ts";
import { outcomeOf } from "./outcome.ts";

/** More refunds or disputes of one charge than this are not looked at, so nothing is said about it at all. */
const MAX_BACK = 100;
/** With what is needed to book the payment: the fee is known of the charge's balance transaction only. */
const EXPAND = ["payment_intent.latest_charge.balance_transaction"];
/** Both entries of a refund: the one by which it left, and the one by which it came back. */
const REFUND_EXPAND = ["data.balance_transaction", "data.failure_balance_transaction"];

/** Checkout, refunds and disputes over the SDK. */
export function stripePayments(stripe: Stripe): StripePayments {
  return {
    openSession: (topUp) => openSession(stripe, topUp),
    async session(sessionId) {
      return viewOf(await stripe.checkout.sessions.retrieve(sessionId, { expand: EXPAND }));
    },
    async sessionOfPayment(payment_intent) {
      const { data } = await stripe.checkout.sessions.list({ payment_intent, limit: 1 });
      return data[0] && this.session(data[0].id);
    },
    receipt: async (chargeId) => (await stripe.charges.retrieve(chargeId)).receipt_url ?? "",
    async charge(chargeId) {
      const about = { charge: chargeId, limit: MAX_BACK };
      const charge = await stripe.charges.retrieve(chargeId);
      const [refunds, disputes] = await Promise.all([
        stripe.refunds.list({ ...about, expand: REFUND_EXPAND }),
        stripe.disputes.list(about),
      ]);
      if (refunds.has_more || disputes.has_more) throw new Error(`${chargeId} has too many refunds`);
      const ofDisputes = await Promise.all(disputes.data.map((dispute) => movesOfDispute(stripe, dispute)));
      return {
        topUpId: topUpOf(charge.metadata),
        paymentIntentId: idOf(charge.payment_intent),
        moves: [...refunds.data.flatMap(movesOfRefund), ...ofDisputes.flat()],
      };
    },
  };
}

async function openSession(stripe: Stripe, topUp: TopUp): Promise<SessionOutcome> {
  try {
    const session = await stripe.checkout.sessions.create(sessionOf(topUp), {
      idempotencyKey: `top-up:${topUp.id}:${topUp.callNumber}`,
    });
    return { kind: "open", sessionId: session.id, url: session.url ?? "" };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** From the row alone: the same key must always ask for the same. */
function sessionOf(topUp: TopUp): Stripe.Checkout.SessionCreateParams {
  const id = publicId("topUp", topUp.id);
  const metadata = { top_up_id: id, viewer_id: topUp.viewerId };
  const success = new URL(topUp.returnUrl);
  success.searchParams.set("top_up", id);
  return {
    mode: "payment",
    client_reference_id: id,
    metadata,
    // The charge is booked, with its fee, in the same moment in which it is paid.
    payment_intent_data: { metadata, capture_method: "automatic" },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: "usd",
          unit_amount: Number(topUp.cents),
          product_data: { name: `${topUp.tokens} tokens` },
        },
      },
    ],
    success_url: success.href,
    cancel_url: topUp.returnUrl,
  };
}

function viewOf(session: Stripe.Checkout.Session): CheckoutView {
  const intent = objectOf(session.payment_intent);
  const charge = objectOf(intent?.latest_charge);
  const balance = objectOf(charge?.balance_transaction);
  return {
    id: session.id,
    topUpId: uuidOf("topUp", session.client_reference_id ?? ""),
    payment: paymentOf(session, intent),
    asked: askedBy(session),
    paymentIntentId: intent?.id,
    chargeId: charge?.id,
    receiptUrl: charge?.receipt_url ?? "",
    booked: balance && {
      cents: BigInt(balance.amount),
      currency: balance.currency,
      feeCents: BigInt(balance.fee),
    },
    url: session.url ?? "",
  };
}

function paymentOf(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | undefined,
): CheckoutView["payment"] {
  if (session.payment_status === "paid") return "paid";
  if (session.status === "expired") return "expired";
  // Complete, and the bank said no: on an open page the same state of the intent is a card that may be
  // followed by another.
  const refused = intent?.status === "requires_payment_method" || intent?.status === "canceled";
  return session.status === "complete" && refused ? "failed" : "waiting";
}

/**
 * What the session asks for in the currency that we made it in: an older one that a buyer paid in another
 * currency has it apart.
 */
function askedBy(session: Stripe.Checkout.Session): StripeAmount | undefined {
  const { currency, amount_total } = session;
  const conversion = session.currency_conversion;
  if (conversion)
    return { cents: BigInt(conversion.amount_total), currency: conversion.source_currency.toLowerCase() };
  return currency === null || amount_total === null ? undefined : { cents: BigInt(amount_total), currency };
}

function movesOfRefund(refund: Stripe.Refund): MoneyMove[] {
  const entries = [refund.balance_transaction, refund.failure_balance_transaction].flatMap(
    (entry) => objectOf(entry) ?? [],
  );
  return entries.map((entry) =>
    moveOf(entry, { id: refund.id, kind: "refund", reason: refund.reason ?? "" }),
  );
}

/** The dispute itself shows the first two; a bank that decides again makes more. An inquiry has none. */
async function movesOfDispute(stripe: Stripe, dispute: Stripe.Dispute): Promise<MoneyMove[]> {
  const listed = await stripe.balanceTransactions.list({ source: dispute.id, limit: MAX_BACK });
  if (listed.has_more) throw new Error(`${dispute.id} has too many balance transactions`);
  const entries = new Map(
    [...dispute.balance_transactions, ...listed.data].map((entry) => [entry.id, entry]),
  );
  const of = { id: dispute.id, kind: "dispute", reason: dispute.reason } as const;
  return [...entries.values()].map((entry) => moveOf(entry, of));
}

const moveOf = (
  { id, amount, currency, fee }: Stripe.BalanceTransaction,
  source: { id: string; kind: MoneyMove["kind"]; reason: string },
): MoneyMove => ({
  id,
  sourceId: source.id,
  kind: source.kind,
  cents: BigInt(amount),
  currency,
  feeCents: BigInt(fee),
  reason: source.reason,
});

const topUpOf = (metadata: Stripe.Metadata): string | undefined => uuidOf("topUp", metadata.top_up_id ?? "");

/** What was expanded. */
const objectOf = <T extends object>(value: string | T | null | undefined): T | undefined =>
  typeof value === "object" && value !== null ? value : undefined;
const idOf = (value: string | { id: string } | null): string | undefined =>
  typeof value === "string" ? value : value?.id;
