import { z } from "@hono/zod-openapi";
import { billSession } from "../../../usecases/watch/bill-session.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { sessionView } from "../presenters/sessions.ts";
import { tokens } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { SessionResource } from "../resources.ts";
import { routeFor } from "../route.ts";
import { IdParam, json } from "../schemas.ts";

const BilledSession = SessionResource.extend({
  tokens_charged_now: z.int().openapi({ description: "The tokens that this call posted." }),
}).openapi("BilledSession");

export function postStreamsBill(app: App, { guard, watch, settings }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/streams/{id}/bill", {
    operationId: "billStream",
    tag: "streams",
    summary: "Posts what is due now",
    description:
      "A presence report; everything due is posted before the answer. More calls never charge more.",
    request: { params: IdParam },
    responses: {
      200: json(BilledSession, "The viewer's session in this stream"),
      ...problems("stream_not_found", "session_not_found"),
    },
  });
  app.openapi(route, async (c) => {
    const id = streamId(c.req.valid("param").id);
    const billed = await billSession(watch, { streamId: id, viewerId: c.get("principal").userId });
    const view = sessionView(billed.session, billed.standing, settings.lowBalanceTokens);
    return c.json({ ...view, tokens_charged_now: tokens(billed.tokensChargedNow) }, 200);
  });
}
