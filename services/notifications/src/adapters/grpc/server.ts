import { NOTIFICATIONS_CALLERS } from "@metercast/contracts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type GrpcServer, type Logger, serveGrpc } from "@metercast/runtime";
import type { PushSubscriptionPorts } from "../../usecases/add-push-subscription.ts";
import { type EmailPorts, emails } from "./emails.ts";
import { inbox } from "./inbox.ts";
import { type PeoplePorts, people } from "./people.ts";
import { preferences } from "./preferences.ts";
import { push } from "./push.ts";
import { type WebhookPorts, webhooks } from "./webhooks.ts";

export type ServerPorts = PeoplePorts & EmailPorts & PushSubscriptionPorts & WebhookPorts;

/** Each handler reads its request, runs one use case or port, and writes its response. */
export function startNotificationsServer(
  ports: ServerPorts,
  { port, maxConnectionAgeSeconds, log }: { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  return serveGrpc({
    name: "notifications.v1.NotificationsService",
    definition: NotificationsServiceService,
    callers: NOTIFICATIONS_CALLERS,
    handlers: {
      ...people(ports),
      ...inbox(ports),
      ...preferences(ports),
      ...emails(ports),
      ...push(ports),
      ...webhooks(ports),
    },
    port,
    maxConnectionAgeSeconds,
    log,
  });
}
