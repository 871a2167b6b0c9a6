import { z } from "@hono/zod-openapi";
import { USER_ID, uuidOf } from "@metercast/contracts";
import { RATE_SCOPES } from "../../../domain/stream.ts";
import { setRate } from "../../../usecases/acts/set-rate.ts";
import { peopleOfAct } from "../../../usecases/people/names-in.ts";
import { namesOf } from "../../../usecases/people/names-of.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { actView } from "../presenters/acts.ts";
import { rateView } from "../presenters/rates.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { RateResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { amount, created, json, jsonBody, listOf, PageQuery, text } from "../schemas.ts";

/** Billing's limits, far above any real price: a typing error must not empty every wallet within a minute. */
const MAX_TOKENS_PER_MINUTE = 1_000_000;
const MAX_CENTS_PER_MINUTE = 1_000_000n;

const Body = z
  .object({
    scope: z.enum(RATE_SCOPES),
    scope_id: z.string().max(128).optional(),
    tokens_per_minute: z.int().min(0).max(MAX_TOKENS_PER_MINUTE),
    creator_per_minute: amount("USD").refine(
      (cents) => cents >= 0n && cents <= MAX_CENTS_PER_MINUTE,
      "from 0 to 10000.00",
    ),
    reason: text(500),
    accept_loss: z
      .boolean()
      .optional()
      .openapi({ description: "Needed for a rate that costs more than it brings in." }),
  })
  .superRefine(({ scope, scope_id }, context) => {
    const message = scopeIdProblem(scope, scope_id);
    if (message) context.addIssue({ code: "custom", path: ["scope_id"], message });
  })
  .openapi("RateRequest");

function scopeIdProblem(scope: string, scopeId: string | undefined): string | undefined {
  if (scope === "platform") return scopeId === undefined ? undefined : "the platform has none";
  if (scopeId === undefined) return `a ${scope} needs one`;
  const fits = scope === "stream" ? uuidOf("stream", scopeId) !== undefined : USER_ID.test(scopeId);
  return fits ? undefined : `not the id of a ${scope}`;
}

export function adminRates(app: App, deps: RouteDeps): void {
  list(app, deps);
  put(app, deps);
}

function list(app: App, { guard, billing, settings }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/admin/rates", {
    operationId: "listRates",
    tag: "admin",
    summary: "Rate cards with their history, newest first",
    description: "The newest of a scope is in force; the most special scope counts.",
    request: { query: PageQuery },
    responses: { 200: json(listOf(RateResource), "A page of rate cards"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { items, nextCursor } = await billing.listRates({ limit, cursor });
    const data = items.map((rate) => rateView(rate, settings.tokenPriceCents));
    return c.json(page(data, nextCursor), 200);
  });
}

function put(app: App, { guard, actPorts, settings, directory, log }: RouteDeps): void {
  const route = routeFor(guard, "PUT /api/admin/rates", {
    operationId: "setRate",
    tag: "admin",
    summary: "A new version of a rate card",
    description:
      "Started sessions keep their rate. With too little margin the answer is 202 with an act that a different admin must confirm; a rate that costs more than it brings in also needs `accept_loss`.",
    request: { body: jsonBody(Body) },
    responses: {
      200: json(RateResource, "The version now in force"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems("invalid_request", "stream_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const request = requestInfo(c);
    const change = {
      scope: body.scope,
      scopeId: body.scope_id,
      tokensPerMinute: BigInt(body.tokens_per_minute),
      creatorCentsPerMinute: body.creator_per_minute,
      reason: body.reason,
      acceptLoss: body.accept_loss ?? false,
    };
    const done = await setRate(actPorts, change, c.get("principal"), request);
    if (done.made === undefined) {
      const names = await namesOf({ directory, log }, peopleOfAct(done.act));
      return c.json(actView(done.act, names), 202, actLocation(done.act));
    }
    return c.json(rateView(done.made, settings.tokenPriceCents), 200);
  });
}
