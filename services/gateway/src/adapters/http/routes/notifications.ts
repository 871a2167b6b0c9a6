import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { INBOX_STATUSES } from "../../../domain/notification.ts";
import type { RouteDeps } from "../deps.ts";
import type { App, GatewayEnv } from "../env.ts";
import { notificationId } from "../ids.ts";
import { NotificationResource, Unread } from "../notification-resources.ts";
import { notificationView } from "../presenters/notifications.ts";
import { page } from "../presenters/values.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { header, IdParam, idOf, json, jsonBody, listOf, PageQuery } from "../schemas.ts";

const LANGUAGE = header(
  "accept-language",
  "The language of the texts, unless the person's preferences name one; English where there is no other.",
);
/** Notifications take no longer one; browsers' are shorter. */
const LANGUAGE_LENGTH = 200;
const List = listOf(NotificationResource).extend({ unread: Unread }).openapi("Notifications");
const ReadAll = z
  .object({ up_to: idOf("ntf_").openapi({ description: "The newest one that the person has seen." }) })
  .openapi("ReadAllRequest");
const AllRead = z.object({ unread: Unread }).openapi("AllRead");

/** Of whom the inbox is, and the language that the request asks for. */
const readerOf = (c: Context<GatewayEnv>) => ({
  userId: c.get("principal").userId,
  language: (c.req.header("Accept-Language") ?? "").slice(0, LANGUAGE_LENGTH),
});

export function notifications(app: App, deps: RouteDeps): void {
  list(app, deps);
  readAll(app, deps);
  mark(app, deps, "read");
  mark(app, deps, "archive");
}

function list(app: App, { guard, inboxes }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/notifications", {
    operationId: "listNotifications",
    tag: "notifications",
    summary: "The person's inbox, newest first",
    description:
      "`all` is what is not archived. Live pages get the event `inbox` with each change: read the list again then.",
    parameters: [LANGUAGE],
    request: { query: PageQuery.extend({ status: z.enum(INBOX_STATUSES).default("all") }) },
    responses: { 200: json(List, "A page of notifications"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const { items, nextCursor, unread } = await inboxes.list({ ...readerOf(c), limit, cursor, status });
    return c.json({ ...page(items.map(notificationView), nextCursor), unread }, 200);
  });
}

function mark(app: App, { guard, inboxes }: RouteDeps, action: "read" | "archive"): void {
  const isRead = action === "read";
  const route = routeFor(guard, `POST /api/notifications/{id}/${action}`, {
    operationId: isRead ? "readNotification" : "archiveNotification",
    tag: "notifications",
    summary: isRead ? "Marks a notification as read" : "Archives a notification",
    description: isRead ? "Again: nothing changes." : "It counts as read. Again: nothing changes.",
    parameters: [LANGUAGE],
    request: { params: IdParam },
    responses: { 200: json(NotificationResource, "How it is now"), ...problems("not_found") },
  });
  app.openapi(route, async (c) => {
    const own = { ...readerOf(c), notificationId: notificationId(c.req.valid("param").id) };
    const marked = await (isRead ? inboxes.markRead(own) : inboxes.archive(own));
    return c.json(notificationView(marked), 200);
  });
}

function readAll(app: App, { guard, inboxes }: RouteDeps): void {
  const route = routeFor(guard, "POST /api/notifications/read-all", {
    operationId: "readAllNotifications",
    tag: "notifications",
    summary: "Marks everything up to a notification as read",
    description: "What arrived after it stays unread.",
    request: { body: jsonBody(ReadAll) },
    responses: { 200: json(AllRead, "What stays unread"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { userId } = c.get("principal");
    const unread = await inboxes.markAllRead({ userId, upTo: c.req.valid("json").up_to });
    return c.json({ unread }, 200);
  });
}
