import type { Socket } from "node:net";
import { MetercastError } from "@metercast/runtime";
import { mayConnectFrom } from "../../../domain/page-origin.ts";
import type { Principal } from "../../../domain/principal.ts";
import type { WalletEvent } from "../../../usecases/live/follower.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { answerFrames } from "../live-frames.ts";
import { LiveQuery } from "../live-resources.ts";
import { LiveSocket } from "../live-socket.ts";
import { walletEventView } from "../presenters/live-events.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header } from "../schemas.ts";
import { acceptUpgrade, asksForUpgrade, isHandshake, LIVE_PROTOCOL, protocolsOf } from "../upgrade.ts";
import { openWalletPage } from "../wallet-page.ts";

const LAST_EVENT_ID = header("last-event-id", "The id of the last event, where it is not in the query.");

const DESCRIPTION = `A WebSocket (RFC 6455): everything that a player needs over one connection. The protocol with examples: docs/LIVE.md.

- The token: \`Authorization: Bearer …\`, or, as browsers can't set it, the subprotocols \`${LIVE_PROTOCOL}\` and \`bearer.<token>\`. Never in the address.
- From the server: the events of \`GET /api/wallet/events\` as \`{"event","id","data"}\`, the same snapshots and versions.
- From the client: \`{"event":"heartbeat","data":{"session_id"}}\`, answered when the report is stored by \`{"event":"heartbeat","data":{"session_id","status","end_reason","runs_out_at"}}\`, or by \`{"event":"error","data":{"code","detail","session_id","retry_after_seconds"}}\`.
- It closes with 4401 when the token ends, 1012 when the server restarts.`;

export function getLive(app: App, deps: RouteDeps): void {
  const route = routeFor(deps.guard, "GET /api/live", {
    operationId: "openLive",
    tag: "wallet",
    summary: "Live events and heartbeats over one WebSocket",
    description: DESCRIPTION,
    parameters: [LAST_EVENT_ID],
    request: { query: LiveQuery },
    responses: {
      101: { description: "The connection is a WebSocket now." },
      ...problems("upgrade_required", "malformed_request", "invalid_request"),
    },
  });
  app.openapi(route, async (c) => {
    const { incoming, outgoing } = c.env;
    const { ownPlaces, corsOrigins } = deps.settings;
    const allowed = { publicUrl: ownPlaces.publicUrl, origins: corsOrigins };
    if (!mayConnectFrom(incoming.headers.origin, incoming.headers.host, allowed))
      throw new MetercastError("forbidden", "pages of this origin may not connect");
    if (!asksForUpgrade(incoming)) throw new MetercastError("upgrade_required", "connect as a WebSocket");
    assertHandshake(incoming);
    const principal = c.get("principal");
    const lastEventId = c.req.valid("query").last_event_id ?? c.req.header("Last-Event-ID");
    const client = { principal, address: c.get("clientAddress"), connection: incoming.socket };
    const socket = await openWalletPage(deps, principal, lastEventId, (onClose) =>
      lineOf(deps, client, onClose),
    );
    c.set("eventStream", {
      begin(headers) {
        const webSocket = acceptUpgrade(incoming, outgoing, headers);
        if (webSocket) socket.begin(webSocket);
        else socket.gone();
      },
    });
    return c.body(null, 200);
  });
}

interface Client {
  principal: Principal;
  address: string;
  connection: Socket;
}

/** Outside of the route: what lives as long as a connection must not keep its request. */
function lineOf(deps: RouteDeps, { principal, address, connection }: Client, onClose: () => void) {
  const line = new LiveSocket<WalletEvent>({
    expiresAtMs: principal.expiresAtMs,
    view: walletEventView,
    onClose,
    onText: (text) => answer(text),
  });
  const answer = answerFrames(deps, { principal, address, line });
  const gone = () => line.gone();
  connection.once("close", gone);
  if (connection.destroyed) queueMicrotask(gone);
  return line;
}

function assertHandshake(incoming: Parameters<typeof isHandshake>[0]): void {
  if (!isHandshake(incoming))
    throw new MetercastError("malformed_request", "a WebSocket needs its key, and version 13");
  const offered = protocolsOf(incoming);
  // A browser drops a connection whose server chose none of what the page offered.
  if (offered.length > 0 && !offered.includes(LIVE_PROTOCOL))
    throw new MetercastError("malformed_request", `offer the subprotocol ${LIVE_PROTOCOL}`);
  if (new Set(offered).size < offered.length)
    throw new MetercastError("malformed_request", "a subprotocol is offered twice");
}
