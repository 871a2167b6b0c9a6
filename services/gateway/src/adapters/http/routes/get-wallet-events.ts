import { parseMark } from "../../../domain/live-state.ts";
import type { InboxState } from "../../../domain/notification.ts";
import { follow } from "../../../usecases/live/follow.ts";
import { Follower, type WalletEvent } from "../../../usecases/live/follower.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { eventStream, WALLET_EVENTS } from "../live-resources.ts";
import { walletEventView } from "../presenters/live-events.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header } from "../schemas.ts";
import { assertRoom, SseStream, sseAnswer } from "../sse.ts";

const LAST_EVENT_ID = header("last-event-id", "The id of the last event: missed warnings are sent again.");

const DESCRIPTION = `Server-sent events; read them with fetch, so that the token stays in its header. First the present state; then each newer one, never an older:

- \`balance\` {asset, posted, held, available, version, low_balance?}
- \`low_balance\`, \`insufficient_funds\` {available, version, …}: one a crossing; a session that ends for it also sends \`insufficient_funds\` with its \`session_id\`
- \`session\` {id, stream_id, status, minutes_billed, tokens_charged, end_reason, version, …}
- \`stream\` (for its creator) {id, status, viewers, earnings, version, …}
- \`withdrawal\` (for its creator) {id, amount, status, attention, reason, version, …}
- \`inbox\` {unread, version, notification_id}: a notification arrived, was read or archived

A comment every 15 s. The stream ends with its token. An open stream is not a presence report.`;

export function getWalletEvents(
  app: App,
  { guard, live, adminPages, withdrawalPages, inboxPages, clock, log, settings }: RouteDeps,
): void {
  const route = routeFor(guard, "GET /api/wallet/events", {
    operationId: "followWallet",
    tag: "wallet",
    summary: "Balances and states as they change",
    description: DESCRIPTION,
    parameters: [LAST_EVENT_ID],
    responses: {
      200: { description: "Events", content: eventStream(app, WALLET_EVENTS) },
      ...problems(),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { hub } = live;
    assertRoom(settings.sse, hub.size + adminPages.size, hub.countOf(principal.userId));
    const stream = new SseStream<WalletEvent>({
      expiresAtMs: principal.expiresAtMs,
      outgoing: c.env.outgoing,
      view: walletEventView,
      onClose() {
        hub.remove(follower);
        inboxPages.closed(page);
      },
    });
    const follower = new Follower({
      userId: principal.userId,
      isCreator: principal.roles.includes("creator"),
      lowBalanceTokens: settings.lowBalanceTokens,
      returning: parseMark(c.req.header("Last-Event-ID")),
      reader: stream,
      clock,
    });
    const page = { userId: principal.userId, show: (inbox: InboxState) => follower.inbox(inbox) };
    // Before the answer's headers: while a service is down the client gets a 503 instead of an empty stream.
    await follow(live, follower).catch((error: unknown) => {
      stream.close();
      log.debug({ err: error }, "live: the present state could not be sent");
      throw error;
    });
    withdrawalPages.opened(follower);
    if (stream.isOpen) inboxPages.opened(page);
    return sseAnswer(c, stream);
  });
}
