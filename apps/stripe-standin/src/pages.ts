import type { Hono } from "hono";
import { html } from "hono/html";
import { openLink } from "./accounts.ts";
import { ApiError } from "./errors.ts";
import type { ChargeObject, CheckoutSessionObject } from "./objects.ts";
import { type PayOutcome, paySession } from "./payments.ts";
import type { Env } from "./pipeline.ts";
import type { Standin } from "./standin.ts";

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 12vh auto; padding: 0 1rem }
button { font: inherit; padding: .6rem 1.2rem; border-radius: .4rem; border: 1px solid #444; cursor: pointer }
button.pay { background: #1a5fb4; border-color: #1a5fb4; color: #fff } p.note { color: #666 }`;

/**
 * No scripts, no inline styles, nothing from elsewhere. `form-action` stays open: Chromium applies it to
 * the redirect after Pay, too.
 */
const POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const document = (title: string, body: unknown) => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="/c/style.css"></head>
<body><h1>${title}</h1>${body}</body></html>`;

function payPage(
  session: CheckoutSessionObject,
  items: { description: string; quantity: number }[],
  note: string,
) {
  const price = `$${(session.amount_total / 100).toFixed(2)}`;
  const action = `/c/pay/${session.id}`;
  return document(
    `Pay ${price}`,
    html`<ul>${items.map((item) => html`<li>${item.description} × ${item.quantity}</li>`)}</ul>
${note === "" ? "" : html`<p role="alert">${note}</p>`}
<form method="post" action="${action}"><button class="pay" name="outcome" value="paid">Pay ${price}</button>
<button name="outcome" value="declined">A card that is declined</button>
<button name="outcome" value="async">A bank debit (known later)</button></form>
${session.cancel_url === null ? "" : html`<p><a href="${session.cancel_url}">Back</a></p>`}
<p class="note">This is a local stand-in for Stripe: no card is asked for and no money moves.</p>`,
  );
}

/** Kept up to date with refunds, as Stripe's is. */
function receiptPage({ id, amount, amount_refunded, currency }: ChargeObject) {
  const text = (cents: number) => `${(cents / 100).toFixed(2)} ${currency.toUpperCase()}`;
  return document(
    "Receipt",
    html`<p>${text(amount)} paid</p>${amount_refunded > 0 ? html`<p>${text(amount_refunded)} refunded</p>` : ""}
<p class="note">${id}</p>`,
  );
}

const OUTCOMES: readonly string[] = ["paid", "async", "declined"] satisfies PayOutcome[];

/** What a person opens in a browser: the payment page and the onboarding link. */
export function addPages(app: Hono<Env>, standin: Standin): void {
  app.use("/c/*", async (c, next) => {
    await next();
    c.header("content-security-policy", POLICY);
    c.header("cache-control", "no-store");
  });
  app.get("/c/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css" }));
  app.get("/c/pay/:id", (c) => {
    const entry = standin.world.sessions[c.req.param("id")];
    if (entry === undefined) return c.html(document("There is no such payment", ""), 404);
    if (entry.object.status !== "open")
      return c.html(document(`This payment is ${entry.object.status}`, ""), 410);
    return c.html(payPage(entry.object, entry.lineItems, ""));
  });
  app.post("/c/pay/:id", async (c) => {
    const id = c.req.param("id");
    const wish = String((await c.req.parseBody()).outcome ?? "paid");
    const entry = standin.world.sessions[id];
    if (entry === undefined) return c.html(document("There is no such payment", ""), 404);
    if (!OUTCOMES.includes(wish))
      return c.html(payPage(entry.object, entry.lineItems, "Unknown outcome."), 400);
    try {
      const session = paySession(standin.actor(), id, wish as PayOutcome);
      standin.save();
      if (session.status !== "complete") {
        return c.html(payPage(session, entry.lineItems, "The card was declined. Nothing was paid."), 402);
      }
      return c.redirect((session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", id), 303);
    } catch (error) {
      // Two clicks: the second finds it paid.
      if (error instanceof ApiError) return c.html(document(error.message, ""), 410);
      throw error;
    }
  });
  app.get("/c/receipt/:id", (c) => {
    const charge = standin.world.charges[c.req.param("id")];
    if (charge?.paid !== true) return c.html(document("There is no such receipt", ""), 404);
    return c.html(receiptPage(charge));
  });
  app.get("/setup/e/:account/:token", (c) => {
    const next = openLink(standin.actor(), c.req.param("token"));
    if (next === undefined) return c.html(document("There is no such link", ""), 404);
    standin.save();
    return c.redirect(next, 302);
  });
}
