import { publicId, uuidOf } from "@metercast/contracts";
import type Stripe from "stripe";
import type { CheckoutView, MoneyBack, TopUp } from "../../domain/top-up.ts";
import type { SessionOutcome, StripePayments } from "../../usecases/top-ups/ports.ts";
import { outcomeOf } from "./client.ts";
import { toEvent } from "./webhooks.ts";

/** More refunds or disputes of one charge than this are not looked at, so nothing is said about it at all. */
const MAX_BACK = 100;
const MAX_EVENTS = 1_000;
/** With what is needed to book the payment: the fee is known of the charge's balance transaction only. */
const EXPAND = ["payment_intent.latest_charge.balance_transaction"];
const EVENT_TYPES = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "charge.refunded",
  "charge.refund.updated",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "charge.dispute.closed",
  "refund.updated",
  "refund.failed",
];

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
    async charge(chargeId) {
      const about = { charge: chargeId, limit: MAX_BACK };
      const charge = await stripe.charges.retrieve(chargeId);
      const [refunds, disputes] = await Promise.all([
        stripe.refunds.list(about),
        stripe.disputes.list(about),
      ]);
      if (refunds.has_more || disputes.has_more) throw new Error(`${chargeId} has too many refunds`);
      return {
        topUpId: topUpOf(charge.metadata),
        paymentIntentId: idOf(charge.payment_intent),
        back: inTheirOrder([...refunds.data.toReversed(), ...disputes.data.toReversed()]),
      };
    },
    async eventsBetween(from, to) {
      const created = { gte: Math.floor(from / 1_000), lte: Math.floor(to / 1_000) };
      const found: Stripe.Event[] = [];
      for await (const event of stripe.events.list({ types: EVENT_TYPES, created, limit: 100 })) {
        found.push(event);
        if (found.length === MAX_EVENTS) break;
      }
      return found.map(toEvent);
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
    cents:
      session.currency === "usd" && session.amount_total !== null ? BigInt(session.amount_total) : undefined,
    paymentIntentId: intent?.id,
    chargeId: charge?.id,
    feeCents: balance?.currency === "usd" ? BigInt(balance.fee) : undefined,
    url: session.url ?? "",
  };
}

function paymentOf(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | undefined,
): CheckoutView["payment"] {
  if (session.payment_status === "paid") return "paid";
  if (session.status === "expired") return "expired";
  // Complete, and the bank said no: on an open page the same state of the intent is a card that may be followed by another.
  const refused = intent?.status === "requires_payment_method" || intent?.status === "canceled";
  return session.status === "complete" && refused ? "failed" : "waiting";
}

const REFUNDS: Readonly<Record<string, MoneyBack["status"]>> = {
  succeeded: "moved",
  failed: "returned",
  canceled: "returned",
};
const DISPUTES: Readonly<Record<string, MoneyBack["status"]>> = {
  needs_response: "moved",
  under_review: "moved",
  lost: "moved",
  won: "returned",
};

/** As the money went: what each asks back depends on what those before it have left. */
const inTheirOrder = (all: (Stripe.Refund | Stripe.Dispute)[]): MoneyBack[] =>
  all
    .toSorted((one, other) => one.created - other.created)
    .map((each) => (each.object === "refund" ? ofRefund(each) : ofDispute(each)));

const ofRefund = ({ id, amount, status, reason }: Stripe.Refund): MoneyBack => ({
  id,
  kind: "refund",
  cents: BigInt(amount),
  feeCents: 0n,
  feeBackCents: 0n,
  status: REFUNDS[status ?? ""] ?? "pending",
  reason: reason ?? "",
});

/**
 * An inquiry (`warning_…`) has taken no money yet. One that is won has a second entry, by which Stripe gives back the money, and the fee where it does: until
 * that is booked the money is still away.
 */
function ofDispute({ id, amount, status, reason, balance_transactions }: Stripe.Dispute): MoneyBack {
  const withdrawn = balance_transactions.find((entry) => entry.amount < 0);
  const reinstated = balance_transactions.find((entry) => entry.amount > 0);
  const now = DISPUTES[status] ?? "pending";
  return {
    id,
    kind: "dispute",
    cents: BigInt(amount),
    feeCents: BigInt(withdrawn?.fee ?? 0),
    feeBackCents: BigInt(-(reinstated?.fee ?? 0)),
    status: now === "returned" && withdrawn && !reinstated ? "moved" : now,
    reason,
  };
}

const topUpOf = (metadata: Stripe.Metadata): string | undefined => uuidOf("topUp", metadata.top_up_id ?? "");

/** What was expanded. */
const objectOf = <T extends object>(value: string | T | null | undefined): T | undefined =>
  typeof value === "object" && value !== null ? value : undefined;
const idOf = (value: string | { id: string } | null): string | undefined =>
  typeof value === "string" ? value : value?.id;
