import { createRoute, z } from "@hono/zod-openapi";
import { USER_ID, uuidOf } from "@metercast/contracts";
import { actView } from "../../../usecases/act-views.ts";
import { setRate } from "../../../usecases/set-rate.ts";
import { rateView } from "../../../usecases/views.ts";
import { ActResource, actLocation } from "../act-resources.ts";
import type { RouteDeps } from "../deps.ts";
import { type App, requestInfo } from "../env.ts";
import { problems } from "../problem.ts";
import { RateResource } from "../resources.ts";
import {
  amount,
  created,
  idempotencyKey,
  json,
  jsonBody,
  listOf,
  PageQuery,
  page,
  text,
} from "../schemas.ts";

/** A slip of the finger should not empty every wallet within a minute: far above any price that makes sense. Billing's own bounds. */
const MAX_TOKENS_PER_MINUTE = 1_000_000;
const MAX_CENTS_PER_MINUTE = 1_000_000n;

const Body = z
  .object({
    scope: z.enum(["platform", "creator", "stream"]),
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
      .openapi({ description: "For a rate that costs more than it brings in: true, you know." }),
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

export function adminRates(app: App, { guard, billing, acts, settings }: RouteDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/admin/rates",
    middleware: guard("GET /api/admin/rates"),
    summary: "Rate cards with their history, newest first",
    description: "The newest of a scope is in force; the most special scope counts.",
    request: { query: PageQuery },
    responses: { 200: json(listOf(RateResource), "A page of rate cards"), ...problems("invalid_request") },
  });
  app.openapi(list, async (c) => {
    const { limit, cursor = "" } = c.req.valid("query");
    const { rates, nextCursor } = await billing.listRates({ limit, cursor });
    return c.json(
      page(
        rates.map((rate) => rateView(rate, settings.tokenPriceCents)),
        nextCursor,
      ),
      200,
    );
  });

  const put = createRoute({
    method: "put",
    path: "/api/admin/rates",
    middleware: guard("PUT /api/admin/rates"),
    summary: "A new version of a rate card",
    description:
      "Sessions that have started keep theirs. With too little margin it answers 202 with an act that a different admin must confirm; one that costs more than it brings in needs `accept_loss` too.",
    parameters: [idempotencyKey],
    request: { body: jsonBody(Body) },
    responses: {
      200: json(RateResource, "The version now in force"),
      202: created(ActResource, "It waits for a second admin"),
      ...problems("invalid_request", "stream_not_found"),
    },
  });
  app.openapi(put, async (c) => {
    const body = c.req.valid("json");
    const request = requestInfo(c);
    const change = {
      scope: body.scope,
      scopeId: body.scope_id ?? "",
      tokensPerMinute: BigInt(body.tokens_per_minute),
      creatorCentsPerMinute: body.creator_per_minute,
      reason: body.reason,
      acceptLoss: body.accept_loss ?? false,
    };
    const done = await setRate(acts, change, c.get("principal"), request);
    if (done.made === undefined) return c.json(actView(done.act), 202, actLocation(done.act));
    return c.json(rateView(done.made, settings.tokenPriceCents), 200);
  });
}
