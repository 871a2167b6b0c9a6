import { rows } from "@metercast/postgres";
import { isWebhookEventType } from "../../domain/webhooks/event-types.ts";
import { messageOf } from "../../domain/webhooks/message.ts";
import type { WebhookFanOut } from "../../ports/webhook-fan-out.ts";
import type { Connection } from "./database.ts";
import * as sql from "./webhook-fan-out.queries.ts";
import { webhookId } from "./webhook-id.ts";

export const webhookFanOut = (tx: Connection): WebhookFanOut => ({
  async fanOut({ id, type, payload, at }) {
    if (!isWebhookEventType(type)) return 0;
    // The sender's own JSON, with fields that this release does not know.
    const data = JSON.parse(Buffer.from(payload).toString("utf8"));
    const { eventId, ...message } = messageOf({ id, type, at, data });
    const inserted = await rows(tx, sql.insertForEndpoints, { id: webhookId(eventId), ...message, at });
    return inserted.filter(({ state }) => state === "pending").length;
  },
});
