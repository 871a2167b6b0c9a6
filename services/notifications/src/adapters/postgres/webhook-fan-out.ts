import type { WebhookFanOut } from "../../ports/webhook-fan-out.ts";
import type { Connection } from "./database.ts";

/** Nobody can ask for webhooks yet. */
export function webhookFanOut(_tx: Connection): WebhookFanOut {
  return { fanOut: async () => 0 };
}
