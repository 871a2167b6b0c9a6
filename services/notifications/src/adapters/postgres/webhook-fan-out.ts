import { rows } from "@metercast/postgres";
import type { WebhookFanOut } from "../../ports/webhook-fan-out.ts";
import type { Connection } from "./database.ts";
import * as sql from "./webhook-fan-out.queries.ts";
import { webhookId } from "./webhook-id.ts";

export const webhookFanOut = (tx: Connection): WebhookFanOut => ({
  async insertForEndpoints({ eventId, ...message }, at) {
    const inserted = await rows(tx, sql.insertForEndpoints, { id: webhookId(eventId), ...message, at });
    return inserted.filter(({ state }) => state === "pending").length;
  },
});
