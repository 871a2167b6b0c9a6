import type { InboxState } from "../../../domain/notification.ts";
import type { AdminEvent, AdminFollower } from "../../../usecases/live/admin-picture.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { ADMIN_EVENTS, eventStream } from "../live-resources.ts";
import { adminEventView } from "../presenters/live-events.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header } from "../schemas.ts";
import { assertRoom, SseStream, sseAnswer } from "../sse.ts";

const LAST_EVENT_ID = header(
  "last-event-id",
  "The id of the last event: withdrawals that ended since are sent too.",
);

const DESCRIPTION = `Server-sent events; read them with fetch, so that the token stays in its header. First the open withdrawals, the freeze, the last integrity run and the live streams; then each as it changes, never an older state:

- \`withdrawal\`: new and changed ones, as in \`GET /api/withdrawals\`
- \`freeze\` {frozen, by, at, reason}
- \`integrity\` {ok, checked_at, checks}
- \`inbox\` {unread, version, notification_id}: of the admin's own inbox
- \`live\` {streams, viewers, tokens_per_minute, creator_per_minute}: over all streams, every 10 s where it changed
- \`overview\`: as \`GET /api/admin/overview\`, every 10 s where it changed

A comment every 15 s. The stream ends with its token.`;

export function getAdminEvents(
  app: App,
  { guard, live, adminPages, inboxPages, clock, settings }: RouteDeps,
): void {
  const route = routeFor(guard, "GET /api/admin/events", {
    operationId: "followAdmin",
    tag: "admin",
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
    const stream = new SseStream<AdminEvent>({
      expiresAtMs: principal.expiresAtMs,
      outgoing: c.env.outgoing,
      view: adminEventView,
      onClose() {
        adminPages.close(follower);
        inboxPages.closed(page);
      },
    });
    const [seen] = /^\d{1,15}$/.exec(c.req.header("Last-Event-ID") ?? "") ?? [];
    const follower: AdminFollower = {
      userId: principal.userId,
      reader: stream,
      seenUntilMs: seen === undefined ? undefined : Number(seen),
    };
    const page = {
      userId: principal.userId,
      show: (inbox: InboxState) => stream.send(String(clock.now()), { type: "inbox", inbox }),
    };
    if (stream.isOpen) {
      adminPages.open(follower);
      inboxPages.opened(page);
    }
    return sseAnswer(c, stream);
  });
}
