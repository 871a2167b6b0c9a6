import { createHash } from "node:crypto";

/**
 * The header `webhook-id` of an event's message: the same each time. It has no dot, because a dot ends the id
 * in the signed text.
 */
export const webhookId = (eventId: string): string =>
  `msg_${createHash("sha256").update(eventId).digest("hex").slice(0, 32)}`;
