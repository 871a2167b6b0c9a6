import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing, refused } from "./errors.ts";
import { amount, hash, list, requiredText, text } from "./params.ts";
import { newId, nowMs, type World } from "./state.ts";
import { requireV2Account, timeNow } from "./v2-accounts.ts";
import { notify } from "./v2-events.ts";

export const FINANCIAL_ACCOUNT = "fa_standin";
const STATUSES = ["processing", "posted", "failed", "returned", "canceled"] as const;
export type OutboundStatus = (typeof STATUSES)[number];
/** What each state may become; a posted payment may still come back. */
const NEXT: Record<OutboundStatus, readonly OutboundStatus[]> = {
  processing: ["posted", "failed", "canceled"],
  posted: ["returned"],
  failed: [],
  returned: [],
  canceled: [],
};

export interface OutboundPayment {
  id: string;
  status: OutboundStatus;
  /** Of processing, failed and returned. */
  reason?: string | undefined;
  cents: number;
  currency: string;
  recipient: string;
  payoutMethod: string;
  description: string;
  metadata: Record<string, string>;
  createdAt: number;
  /** When it is posted, on the stand-in's clock; undefined: not by time. */
  postsAt?: number | undefined;
}

function view(world: World, payment: OutboundPayment): object {
  const { id, status, reason, cents, currency, recipient, payoutMethod, metadata } = payment;
  return {
    id,
    object: "v2.money_management.outbound_payment",
    amount: { value: cents, currency: "usd" },
    cancelable: status === "processing",
    created: new Date(payment.createdAt).toISOString(),
    description: payment.description,
    from: { debited: { value: cents, currency: "usd" }, financial_account: FINANCIAL_ACCOUNT },
    livemode: false,
    metadata,
    recipient_notification: { setting: "none" },
    statement_descriptor: "STANDIN",
    status,
    ...(reason !== undefined && { status_details: { [status]: { reason } } }),
    ...(status !== "processing" && { status_transitions: { [`${status}_at`]: timeNow(world) } }),
    to: { credited: { value: cents, currency }, payout_method: payoutMethod, recipient },
  };
}

function create(call: Call): object {
  const { world, form } = call;
  const [from, to] = [hash(form, "from"), hash(form, "to")];
  if (requiredText(from, "financial_account") !== FINANCIAL_ACCOUNT)
    throw missing("financial_account", text(from, "financial_account") ?? "", "from.financial_account", 400);
  for (const [object, name] of [
    [from, "from.currency"],
    [hash(form, "amount"), "amount.currency"],
  ] as const)
    if (requiredText(object, "currency") !== "usd")
      throw invalid("Invalid currency", "invalid_currency", name);
  const currency = requiredText(to, "currency");
  if (currency !== "usdc") throw invalid(`Invalid currency: ${currency}`, "invalid_currency", "to.currency");
  const recipient = requireV2Account(world, requiredText(to, "recipient"));
  if (recipient.status !== "active" || recipient.wallet === null)
    throw refused("The recipient can't receive stablecoins.", "recipient_feature_not_active");
  const cents = amount(hash(form, "amount"), "value");
  if (cents > world.financialCents) throw refused("Insufficient funds.", "insufficient_funds");
  const payment: OutboundPayment = {
    id: newId("obp"),
    status: "processing",
    cents,
    currency,
    recipient: recipient.id,
    payoutMethod: recipient.wallet.id,
    description: text(form, "description") ?? "",
    metadata: hash(form, "metadata") as Record<string, string>,
    createdAt: nowMs(world),
    ...planned(world),
  };
  world.financialCents -= cents;
  world.outboundPayments[payment.id] = payment;
  announce(call, payment, "created");
  if (payment.reason !== undefined) announce(call, payment, "under_review");
  return view(world, payment);
}

/** A payout plan "hold" keeps it under review; without a plan it is posted by time. */
function planned(world: World): Pick<OutboundPayment, "reason" | "postsAt"> {
  if (world.outboundHolds > 0) {
    world.outboundHolds--;
    return { reason: "under_review" };
  }
  return { postsAt: nowMs(world) + world.settings.payoutDelayMs };
}

function announce(actor: Actor, { id }: OutboundPayment, what: string): void {
  notify(actor, `v2.money_management.outbound_payment.${what}`, {
    id,
    type: "v2.money_management.outbound_payment",
  });
}

/** Moves a payment on. False where Stripe would never do so. */
export function settleOutbound(
  actor: Actor,
  wish: { id: string; status: OutboundStatus; reason?: string | undefined },
): boolean {
  const payment = requirePayment(actor.world, wish.id);
  if (!NEXT[payment.status].includes(wish.status)) return false;
  payment.status = wish.status;
  payment.postsAt = undefined;
  payment.reason = wish.reason;
  if (wish.status !== "posted") actor.world.financialCents += payment.cents;
  announce(actor, payment, wish.status);
  return true;
}

/** True: something was posted. */
export function runOutbound(actor: Actor): boolean {
  const now = nowMs(actor.world);
  const due = Object.values(actor.world.outboundPayments).filter(
    ({ postsAt }) => postsAt !== undefined && postsAt <= now,
  );
  for (const { id } of due) settleOutbound(actor, { id, status: "posted" });
  return due.length > 0;
}

function requirePayment(world: World, id: string): OutboundPayment {
  const payment = world.outboundPayments[id];
  if (payment === undefined) throw missing("outbound_payment", id);
  return payment;
}

function listPayments({ world, form }: Call): object {
  const recipient = text(form, "recipient");
  const wanted = list(form, "status").map(String);
  const data = Object.values(world.outboundPayments)
    .filter((one) => recipient === undefined || one.recipient === recipient)
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
    .toReversed()
    .slice(0, Number(text(form, "limit") ?? "20"));
  return { data: data.map((one) => view(world, one)), next_page_url: null, previous_page_url: null };
}

const PATH = "/v2/money_management/outbound_payments";

export const outboundRoutes: Route[] = [
  {
    method: "POST",
    path: PATH,
    known: [
      "amount",
      "from",
      "to",
      "description",
      "metadata",
      "recipient_notification",
      "statement_descriptor",
    ],
    run: create,
  },
  { method: "GET", path: PATH, known: ["created", "limit", "recipient", "status"], run: listPayments },
  {
    method: "GET",
    path: `${PATH}/:id`,
    known: [],
    run: ({ world, path }) => view(world, requirePayment(world, path.id ?? "")),
  },
  {
    method: "POST",
    path: `${PATH}/:id/cancel`,
    known: [],
    run: (call) => {
      const payment = requirePayment(call.world, call.path.id ?? "");
      if (!settleOutbound(call, { id: payment.id, status: "canceled" }))
        throw refused("It can't be canceled any more.", "outbound_payment_not_cancelable");
      return view(call.world, payment);
    },
  },
];
