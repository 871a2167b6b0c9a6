import { NOTIFICATIONS_CALLERS } from "@metercast/contracts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type GrpcServer, type Logger, serveGrpc } from "@metercast/runtime";
import { inbox } from "./inbox.ts";
import { people } from "./people.ts";
import { preferences } from "./preferences.ts";
import { push } from "./push.ts";
import { webhooks } from "./webhooks.ts";

export type ServerPorts = object;

/** Each handler reads its request, runs one use case or port, and writes its response. */
export function startNotificationsServer(
  _ports: ServerPorts,
  { port, maxConnectionAgeSeconds, log }: { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  return serveGrpc({
    name: "notifications.v1.NotificationsService",
    definition: NotificationsServiceService,
    callers: NOTIFICATIONS_CALLERS,
    handlers: { ...people(), ...inbox(), ...preferences(), ...push(), ...webhooks() },
    port,
    maxConnectionAgeSeconds,
    log,
  });
}
