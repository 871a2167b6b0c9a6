import { z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { linkPage, textsFor } from "../link-page.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, jsonBody } from "../schemas.ts";
import { UNSUBSCRIBE, whatEnds } from "../unsubscribe-texts.ts";

const Token = z.string().min(1).max(200);
const Params = z.object({ token: Token });
const Body = z.object({ token: Token }).openapi("EmailConfirmationRequest");
const State = z
  .string()
  .openapi({ description: "none, unconfirmed, confirmed or suppressed", example: "confirmed" });
const Confirmation = z.object({ state: State }).openapi("EmailConfirmation");
const PAGE = { 200: { description: "HTML", content: { "text/html": { schema: z.string() } } } };

const CONFIRM = {
  en: {
    title: "Confirm your e-mail address",
    text: "Press the button if you have an account on Metercast with this address.",
    button: "Confirm",
    done: "Your address is confirmed.",
  },
  de: {
    title: "E-Mail-Adresse bestätigen",
    text: "Drücke den Knopf, wenn du mit dieser Adresse ein Konto bei Metercast hast.",
    button: "Bestätigen",
    done: "Deine Adresse ist bestätigt.",
  },
  es: {
    title: "Confirma tu dirección de correo",
    text: "Pulsa el botón si tienes una cuenta en Metercast con esta dirección.",
    button: "Confirmar",
    done: "Tu dirección está confirmada.",
  },
};

/** The confirmation of an address, and the pages behind the links in mails. */
export function emailLinks(app: App, deps: RouteDeps): void {
  request(app, deps);
  confirm(app, deps);
  confirmPage(app, deps);
  unsubscribePage(app, deps);
}

function request(app: App, { guard, emailLinks: links }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/notification-preferences/email-confirmation", {
    operationId: "requestEmailConfirmation",
    tag: "notifications",
    summary: "Sends the mail that confirms the person's address",
    description: "Three times a day at most. A confirmed address gets none.",
    responses: {
      200: json(Confirmation, "The address's state; the mail is on its way"),
      ...problems("not_found", "email_not_available", "rate_limited"),
    },
  });
  app.openapi(route, async (c) => {
    const { state } = await links.requestConfirmation(c.get("principal").userId);
    return c.json({ state }, 200);
  });
}

function confirm(app: App, { guard, emailLinks: links }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/email-confirmations", {
    operationId: "confirmEmail",
    tag: "notifications",
    summary: "Confirms an address by the token of its mail",
    description: "Anybody who has the token; a second call gives the same answer.",
    request: { body: jsonBody(Body) },
    responses: { 200: json(Confirmation, "Confirmed"), ...problems("invalid_request", "not_found") },
  });
  app.openapi(route, async (c) => {
    const { state } = await links.confirm(c.req.valid("json").token);
    return c.json({ state }, 200);
  });
}

function confirmPage(app: App, { guard, emailLinks: links }: RouteDeps): void {
  const show = routeFor(guard, "GET /c/{token}", {
    operationId: "showEmailConfirmation",
    tag: "notifications",
    summary: "The page behind the link of a confirmation mail; changes nothing",
    request: { params: Params },
    responses: PAGE,
  });
  app.openapi(show, (c) => linkPage(c, textsFor(CONFIRM, "", c.req.header("Accept-Language"))) as never);
  const act = routeFor(guard, "POST /c/{token}", {
    operationId: "confirmEmailByLink",
    tag: "notifications",
    summary: "The button of that page",
    request: { params: Params },
    responses: { ...PAGE, ...problems("not_found") },
  });
  app.openapi(act, async (c) => {
    await links.confirm(c.req.valid("param").token);
    const { title, done, language } = textsFor(CONFIRM, "", c.req.header("Accept-Language"));
    return linkPage(c, { language, title, text: done }) as never;
  });
}

function unsubscribePage(app: App, { guard, emailLinks: links }: RouteDeps): void {
  const show = routeFor(guard, "GET /u/{token}", {
    operationId: "showUnsubscription",
    tag: "notifications",
    summary: "The page behind an unsubscribe link; changes nothing",
    request: { params: Params },
    responses: { ...PAGE, ...problems("not_found") },
  });
  app.openapi(show, async (c) => {
    const { isOff, classes, language: chosen } = await links.readUnsubscription(c.req.valid("param").token);
    const texts = textsFor(UNSUBSCRIBE, chosen, c.req.header("Accept-Language"));
    const { title, button, language } = texts;
    const what = whatEnds(texts, classes);
    if (isOff) return linkPage(c, { language, title, text: texts.done(what) }) as never;
    return linkPage(c, { language, title, text: texts.text(what), button }) as never;
  });
  const act = routeFor(guard, "POST /u/{token}", {
    operationId: "unsubscribe",
    tag: "notifications",
    summary: "Unsubscribes from mails of one kind (RFC 8058)",
    description:
      "For mail programs and the page's button: no cookie, no token of a person. The body is ignored.",
    request: { params: Params },
    responses: { ...PAGE, ...problems("not_found") },
  });
  app.openapi(act, async (c) => {
    const { classes, language: chosen } = await links.unsubscribe(c.req.valid("param").token);
    const texts = textsFor(UNSUBSCRIBE, chosen, c.req.header("Accept-Language"));
    const { title, language } = texts;
    return linkPage(c, { language, title, text: texts.done(whatEnds(texts, classes)) }) as never;
  });
}
