import { createHash } from "node:crypto";
import { rows } from "@metercast/postgres";
import type { WebhookMessages } from "../../ports/webhook-messages.ts";
import type { Connection } from "./database.ts";
import * as sql from "./webhook-messages.queries.ts";

export const webhookMessages = (tx: Connection): WebhookMessages => ({
  async insertForEndpoints({ eventId, ...message }, now) {
    const inserted = await rows(tx, sql.insertForEndpoints, { id: webhookId(eventId), ...message, now });
    return inserted.filter(({ state }) => state === "pending").length;
  },
});

/** Has no dot: a dot ends the id in the signed text. */
export const webhookId = (eventId: string): string =>
  `msg_${createHash("sha256").update(eventId).digest("hex").slice(0, 32)}`;
