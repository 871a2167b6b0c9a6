import { createRoute } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { streamView } from "../../../usecases/views.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { streamId } from "../ids.ts";
import { problems } from "../problem.ts";
import { StreamResource } from "../resources.ts";
import { IdempotencyHeader, IdParam, json } from "../schemas.ts";
import { earningsOf } from "./get-streams.ts";

export function postStreamsEnd(app: App, { guard, billing, wallet }: RouteDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/streams/{id}/end",
    middleware: guard("POST /api/streams/{id}/end"),
    summary: "Ends a stream and all its sessions",
    description: "By its creator or an admin. Ending it again answers it again.",
    request: { headers: IdempotencyHeader, params: IdParam },
    responses: { 200: json(StreamResource, "The ended stream"), ...problems("stream_not_found") },
  });
  app.openapi(route, async (c) => {
    const { userId, roles } = c.get("principal");
    const id = streamId(c.req.valid("param").id);
    const actor = { actorId: userId, actorIsAdmin: roles.includes("admin") };
    const { stream } = await billing.endStream({ streamId: id, ...actor }).catch(notTheirs);
    if (!stream) throw new MetercastError("stream_not_found");
    const earnings = await earningsOf(wallet, userId, [stream]);
    return c.json(streamView(stream, earnings.get(stream.id)), 200);
  });
}

/** Somebody else's stream can't be told from none. */
function notTheirs(error: unknown): never {
  if (MetercastError.from(error).code === "forbidden")
    throw new MetercastError("stream_not_found", undefined, { cause: error });
  throw error;
}
