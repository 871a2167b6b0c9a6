import type { WalletEvent } from "../../../usecases/live/follower.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { eventStream, WALLET_EVENTS } from "../live-resources.ts";
import { walletEventView } from "../presenters/live-events.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header } from "../schemas.ts";
import { SseStream, sseAnswer } from "../sse.ts";
import { openWalletPage } from "../wallet-page.ts";

const LAST_EVENT_ID = header("last-event-id", "The id of the last event: missed warnings are sent again.");

const DESCRIPTION = `Server-sent events; read them with fetch, so that the token stays in its header. First the present state; then each newer one, never an older:

- \`balance\` {asset, posted, held, available, version, low_balance?}
- \`low_balance\`, \`insufficient_funds\` {available, version, …}: one a crossing; a session that ends for it also sends \`insufficient_funds\` with its \`session_id\`
- \`session\` {id, stream_id, status, minutes_billed, tokens_charged, end_reason, version, …}
- \`stream\` (for its creator) {id, status, viewers, earnings, version, …}
- \`withdrawal\` (for its creator) {id, amount, status, attention, reason, version, …}
- \`inbox\` {unread, version, notification_id}: a notification arrived, was read or archived

A comment every 15 s. The stream ends with its token. An open stream is not a presence report.`;

export function getWalletEvents(app: App, deps: RouteDeps): void {
  const route = routeFor(deps.guard, "GET /api/wallet/events", {
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
    const lastEventId = c.req.header("Last-Event-ID");
    const stream = await openWalletPage(
      deps,
      principal,
      lastEventId,
      (onClose) =>
        new SseStream<WalletEvent>({
          expiresAtMs: principal.expiresAtMs,
          outgoing: c.env.outgoing,
          view: walletEventView,
          onClose,
        }),
    );
    return sseAnswer(c, stream);
  });
}
