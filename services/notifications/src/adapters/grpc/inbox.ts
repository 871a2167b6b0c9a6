import { publicId, uuidOf } from "@metercast/contracts";
import type { InboxItem as WireItem } from "@metercast/contracts/notifications/v1/inbox.ts";
import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { optional, userId, uuidOfKind, validate } from "@metercast/validation";
import { INBOX_STATUSES, type InboxItem } from "../../ports/inbox.ts";
import { type InboxReader, listInbox, readerOf } from "../../usecases/list-inbox.ts";
import { markAllRead } from "../../usecases/mark-all-read.ts";
import { type MarkNotificationPorts, markNotification } from "../../usecases/mark-notification.ts";
import { acceptedLanguages } from "./people.ts";
import { textsOf } from "./texts.ts";

type Service = Handlers<typeof NotificationsServiceService>;

const DEFAULT_PAGE = 20;
const LIST = z.object({
  userId,
  status: z.enum(INBOX_STATUSES).or(z.literal("").transform(() => "all" as const)),
  limit: z.number().int().min(0).max(100),
  cursor: optional(uuidOfKind("notification")),
  language: acceptedLanguages,
});
const OWN = z.object({
  userId,
  // A malformed id names nothing.
  notificationId: z.string().transform((id) => {
    const uuid = uuidOf("notification", id);
    if (uuid === undefined) throw new MetercastError("not_found", "No such notification.");
    return uuid;
  }),
  language: acceptedLanguages,
});
const UP_TO = z.object({ userId, upTo: uuidOfKind("notification") });

export function inbox(
  ports: MarkNotificationPorts,
): Pick<Service, "listInbox" | "getUnread" | "markRead" | "markAllRead" | "archiveNotification"> {
  const { store } = ports;
  const marked = async (request: Parameters<Service["markRead"]>[0], mark: "read" | "archived") => {
    const { userId: owner, notificationId: id, language } = validate(OWN, request);
    const item = await markNotification(ports, { userId: owner, id, mark });
    return { item: toItem(item, await readerOf(ports, owner, language)) };
  };
  return {
    async listInbox(request) {
      const { cursor, language, ...rest } = validate(LIST, request);
      const limit = rest.limit || DEFAULT_PAGE;
      const query = { ...rest, limit: limit + 1, before: cursor };
      const { items, unread, reader } = await listInbox(ports, query, language);
      const page = items.slice(0, limit);
      const last = items.length > page.length ? page.at(-1) : undefined;
      return {
        items: page.map((item) => toItem(item, reader)),
        nextCursor: last ? publicId("notification", last.id) : "",
        unread,
      };
    },
    getUnread: (request) => store.inbox.state(validate(z.object({ userId }), request).userId),
    markRead: (request) => marked(request, "read"),
    archiveNotification: (request) => marked(request, "archived"),
    markAllRead: async (request) => ({ unread: await markAllRead(ports, validate(UP_TO, request)) }),
  };
}

function toItem({ id, kind, params, ...times }: InboxItem, reader: InboxReader): WireItem {
  return { id: publicId("notification", id), kind, ...textsOf(kind, params, reader), ...times };
}
