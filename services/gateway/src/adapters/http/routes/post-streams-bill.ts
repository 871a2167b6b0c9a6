import { createRoute, z } from "@hono/zod-openapi";
import { tokens } from "../../../domain/amounts.ts";
import { sessionView } from "../../../usecases/views.ts";
import { bill } from "../../../usecases/watch/watch.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { IdParam, idempotencyKey, json } from "../schemas.ts";

const BilledSession = SessionResource.extend({
  tokens_charged_now: z.int().openapi({ description: "The tokens that this very call posted." }),
}).openapi("BilledSession");

export function postStreamsBill(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/streams/{id}/bill",
    middleware: guard("POST /api/streams/{id}/bill"),
    summary: "Posts what is due now",
    description:
      "A sighting; what is due is posted before it answers. Calling it more often never charges more.",
    parameters: [idempotencyKey],
    request: { params: IdParam },
    responses: {
      200: json(BilledSession, "The viewer's session in this stream"),
      ...problems("stream_not_found", "session_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const billed = await bill(watch, streamId(c.req.valid("param").id), c.get("principal").userId);
    const view = sessionView(billed.session, billed.standing, settings.lowBalanceTokens);
    return c.json({ ...view, tokens_charged_now: tokens(billed.tokensChargedNow) }, 200);
  });
}
