import { createRoute } from "@hono/zod-openapi";
import type { AdminEvent, AdminFollower } from "../../../usecases/live/admin-pages.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { ADMIN_EVENTS, eventStream } from "../live-resources.ts";
import { problems } from "../problem.ts";
import { header } from "../schemas.ts";
import { assertRoom, SseStream, sseAnswer } from "../sse.ts";

const LAST_EVENT_ID = header(
  "last-event-id",
  "The id of the last event seen: withdrawals that ended since are shown too.",
);

const DESCRIPTION = `Server-sent events; read them with fetch, so that the token stays in its header. On connecting the open withdrawals, the freeze, the last integrity run and what is live, then each as it changes, never an older:

- \`withdrawal\`: new and changed ones, as \`GET /api/withdrawals\` shows them
- \`freeze\` {frozen, by, at, reason}
- \`integrity\` {ok, checked_at, checks}
- \`live\` {streams, viewers, tokens_per_minute, creator_per_minute}: over all streams, every 10 s where it changed

A comment every 15 s. The stream ends with its token.`;

export function getAdminEvents(app: App, { guard, live, adminPages, settings }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/admin/events",
    middleware: guard("GET /api/admin/events"),
    summary: "Withdrawals, freezes, integrity and what is live as they change",
    description: DESCRIPTION,
    parameters: [LAST_EVENT_ID],
    responses: {
      200: { description: "Events", content: eventStream(app, ADMIN_EVENTS, "Admin") },
      ...problems(),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    assertRoom(settings.sse, live.hub.size + adminPages.size, adminPages.countOf(principal.userId));
    const stream = new SseStream<AdminEvent>(principal.expiresAtMs, c.env.outgoing, () =>
      adminPages.close(follower),
    );
    const [seen] = /^\d{1,15}$/.exec(c.req.header("Last-Event-ID") ?? "") ?? [];
    const follower: AdminFollower = {
      userId: principal.userId,
      reader: stream,
      seenUntilMs: seen === undefined ? undefined : Number(seen),
    };
    if (stream.isOpen) adminPages.open(follower);
    return sseAnswer(c, stream);
  });
}
