import { createRoute, z } from "@hono/zod-openapi";
import { MetercastError } from "@metercast/runtime";
import { parseMark } from "../../../domain/live-state.ts";
import type { Principal } from "../../../ports.ts";
import { follow } from "../../../usecases/follow.ts";
import { Follower } from "../../../usecases/follower.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { eventStream, WALLET_EVENTS } from "../live-resources.ts";
import { problems } from "../problem.ts";
import { openSse } from "../sse.ts";

const Headers = z.object({
  "last-event-id": z
    .string()
    .optional()
    .openapi({ description: "The id of the last event seen: what was missed of warnings comes again." }),
});

const DESCRIPTION = `Server-sent events; read them with fetch, so that the token stays in its header. On connecting the present state, then each newer one, never an older:

- \`balance\` {asset, posted, held, available, version, low_balance?}
- \`low_balance\`, \`insufficient_funds\` {available, version, …}: one a crossing; a refused minute also says \`insufficient_funds\` with its \`session_id\`
- \`session\` {id, stream_id, status, minutes_billed, tokens_charged, end_reason, version, …}
- \`stream\` (for its creator) {id, status, viewers, earnings, version, …}
- \`withdrawal\` (for its creator) {id, amount, status, attention, reason, version, …}

A comment every 15 s. The stream ends with its token. An open stream is not a sighting.`;

/** A page that is open for longer comes back by itself; what a connection remembers of what it has shown stays small. */
const MAX_OPEN_MS = 12 * 3_600_000;

export function getWalletEvents(app: App, { guard, live, withdrawalPages, log, settings }: RouteDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/wallet/events",
    middleware: guard("GET /api/wallet/events"),
    summary: "Balances and states as they change",
    description: DESCRIPTION,
    request: { headers: Headers },
    responses: {
      200: { description: "Events", content: eventStream(app, WALLET_EVENTS) },
      ...problems("rate_limited"),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    assertRoom(principal);
    const stream = openSse(() => {
      clearTimeout(expiry);
      live.hub.remove(follower);
    });
    const expiresInMs = Math.min(principal.expiresAtMs - Date.now(), MAX_OPEN_MS);
    const expiry = setTimeout(() => stream.close(), Math.max(0, expiresInMs));
    const follower = new Follower(
      {
        userId: principal.userId,
        isCreator: principal.roles.includes("creator"),
        lowBalanceTokens: settings.lowBalanceTokens,
        returning: parseMark(c.req.header("Last-Event-ID")),
      },
      stream,
    );
    // Whoever goes before the answer, or asks by HEAD, never reads the body, so nothing would cancel it.
    c.env.outgoing.once("close", () => stream.close());
    if (c.env.outgoing.destroyed) stream.close();
    // Before the answer's headers: where the owners can't be asked the client gets a 503, not a stream that says nothing.
    await follow(live, follower).catch((error: unknown) => {
      stream.close();
      log.debug({ err: error }, "live: could not show the present");
      throw error;
    });
    withdrawalPages.show(follower);
    return c.body(stream.body, 200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      // nginx and its like hold back small writes otherwise.
      "X-Accel-Buffering": "no",
    });
  });

  function assertRoom({ userId }: Principal): void {
    const { connections, perUser } = settings.sse;
    if (live.hub.countOf(userId) >= perUser)
      throw new MetercastError("rate_limited", `at most ${perUser} event streams per user`);
    if (live.hub.size >= connections)
      throw new MetercastError("unavailable", "no room for another event stream");
  }
}
