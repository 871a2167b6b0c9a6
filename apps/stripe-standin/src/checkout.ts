import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import type { Form, FormValue } from "./form.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { CheckoutSessionObject, LineItemObject } from "./objects.ts";
import { amount, currency, hash, integer, list, metadata, requiredText, text } from "./params.ts";
import { newId, nowSeconds, type SessionEntry, type World } from "./state.ts";

const HOUR_SECONDS = 3_600;
/** Stripe's own limits of `expires_at`, and what it takes without one. */
const MIN_LIFE_SECONDS = HOUR_SECONDS / 2;
const MAX_LIFE_SECONDS = 24 * HOUR_SECONDS;
const MAX_LINE_ITEMS = 100;

export function requireSession(world: World, id: string): SessionEntry {
  const entry = world.sessions[id];
  if (entry === undefined) throw missing("checkout.session", id, "session");
  return entry;
}

function lineItem(value: FormValue): LineItemObject {
  if (typeof value === "string" || Array.isArray(value)) {
    throw invalid("Invalid object", "parameter_invalid", "line_items");
  }
  const price = hash(value, "price_data");
  if (Object.keys(price).length === 0) {
    throw invalid("The stand-in knows `price_data` only.", "parameter_missing", "line_items[0][price_data]");
  }
  currency(price);
  const each = amount(price, "unit_amount");
  const quantity = integer(value, "quantity") ?? 1;
  if (quantity < 1) throw invalid("Invalid quantity", "parameter_invalid_integer", "line_items[0][quantity]");
  return {
    id: newId("li"),
    object: "item",
    amount_discount: 0,
    amount_subtotal: each * quantity,
    amount_tax: 0,
    amount_total: each * quantity,
    currency: "usd",
    description: requiredText(hash(price, "product_data"), "name"),
    quantity,
  };
}

function expiry(form: Form, now: number): number {
  const wanted = integer(form, "expires_at");
  if (wanted === undefined) return now + MAX_LIFE_SECONDS;
  // A second of grace on both sides: the caller computed it before it called.
  if (wanted < now + MIN_LIFE_SECONDS - 1 || wanted > now + MAX_LIFE_SECONDS + 1) {
    const message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.";
    throw invalid(message, "parameter_invalid", "expires_at");
  }
  return wanted;
}

function createSession(call: Call): object {
  const { world, form, publicUrl } = call;
  const mode = requiredText(form, "mode");
  if (mode !== "payment")
    throw invalid(`The stand-in knows mode=payment only: ${mode}`, "parameter_invalid", "mode");
  const items = list(form, "line_items");
  if (items.length === 0 || items.length > MAX_LINE_ITEMS) {
    throw invalid("You must pass 1 to 100 line items.", "parameter_missing", "line_items");
  }
  const lineItems = items.map(lineItem);
  const total = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  if (total < 50) throw invalid("The total amount must be at least $0.50 usd", "amount_too_small");
  const id = newId("cs_test");
  const created = nowSeconds(world);
  const session: CheckoutSessionObject = {
    id,
    object: "checkout.session",
    created,
    livemode: false,
    metadata: metadata(form),
    amount_subtotal: total,
    amount_total: total,
    cancel_url: text(form, "cancel_url") ?? null,
    client_reference_id: text(form, "client_reference_id") ?? null,
    currency: "usd",
    customer: null,
    customer_email: text(form, "customer_email") ?? null,
    customer_details: null,
    expires_at: expiry(form, created),
    mode: "payment",
    payment_intent: null,
    payment_method_types: ["card"],
    payment_status: "unpaid",
    status: "open",
    success_url: requiredText(form, "success_url"),
    url: `${publicUrl}/c/pay/${id}`,
  };
  const paymentMetadata = metadata(hash(form, "payment_intent_data"));
  world.sessions[id] = { object: session, lineItems, paymentMetadata };
  return session;
}

/** A session that is over has no page any more. */
export function expireSession(actor: Actor, session: CheckoutSessionObject): void {
  session.status = "expired";
  session.url = null;
  emit(actor, "checkout.session.expired", session);
}

/** Closes what has been open too long by the stand-in's clock. True when there was any. */
export function expireSessions(actor: Actor): boolean {
  const now = nowSeconds(actor.world);
  const old = Object.values(actor.world.sessions).filter(
    ({ object }) => object.status === "open" && object.expires_at <= now,
  );
  for (const { object } of old) expireSession(actor, object);
  return old.length > 0;
}

function expireByCall(call: Call): object {
  const session = requireSession(call.world, call.path.id ?? "").object;
  if (session.status !== "open") {
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`,
      "resource_invalid_state",
    );
  }
  expireSession(call, session);
  return session;
}

function listSessions({ world, form }: Call): object {
  const intent = text(form, "payment_intent");
  const status = text(form, "status");
  const matching = Object.values(world.sessions)
    .map((entry) => entry.object)
    .filter(
      (item) =>
        (intent === undefined || item.payment_intent === intent) &&
        (status === undefined || item.status === status),
    );
  return page(matching, form, "/v1/checkout/sessions");
}

function retrieveSession({ world, path, form }: Call): object {
  const { object, lineItems } = requireSession(world, path.id ?? "");
  if (!list(form, "expand").includes("line_items")) return object;
  const url = `/v1/checkout/sessions/${object.id}/line_items`;
  return { ...object, line_items: { object: "list", data: lineItems, has_more: false, url } };
}

const SESSION_PARAMS = ["mode", "line_items", "client_reference_id", "metadata", "success_url", "cancel_url"];
const MORE_PARAMS = ["payment_intent_data", "customer_email", "expires_at"];
/** Taken and not used. */
const IGNORED = [
  "payment_method_types",
  "locale",
  "submit_type",
  "customer_creation",
  "billing_address_collection",
];

export const checkoutRoutes: Route[] = [
  {
    method: "POST",
    path: "/v1/checkout/sessions",
    known: [...SESSION_PARAMS, ...MORE_PARAMS, ...IGNORED],
    run: createSession,
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    known: [...LIST_PARAMS, "created", "payment_intent", "status"],
    run: listSessions,
  },
  { method: "GET", path: "/v1/checkout/sessions/:id", known: [], run: retrieveSession },
  { method: "POST", path: "/v1/checkout/sessions/:id/expire", known: [], run: expireByCall },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id/line_items",
    known: [...LIST_PARAMS],
    run: ({ world, path, form }) => {
      const { lineItems } = requireSession(world, path.id ?? "");
      // Line items come in the order of the session, not newest first.
      return page(lineItems.toReversed(), form, `/v1/checkout/sessions/${path.id}/line_items`);
    },
  },
];
