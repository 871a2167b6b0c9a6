import { WEBHOOK_MESSAGES } from "@metercast/contracts/webhook-messages.ts";

const HEADERS = {
  "webhook-id": "The message. It is the same in every attempt and for every endpoint: handle it once.",
  "webhook-timestamp":
    "When this attempt was made, in seconds since 1970. Refuse one older than five minutes.",
  "webhook-signature":
    "Signatures of `id.timestamp.body`, separated by spaces: `v1,` HMAC-SHA256 and `v1a,` Ed25519, each in base64. While a secret is rotated there is one more of each.",
};

const ABOUT =
  "Verify the signature over the bytes as they came, respond with 2xx within 20 seconds, and work later. docs/EVENTS.md has the lines in Node, Python and Go.";

/** The `webhooks` section of the document: what an endpoint of POST /api/admin/webhook-endpoints receives. */
export function webhooksSection(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(WEBHOOK_MESSAGES.messages).map(([type, { name, description }]) => [
      type,
      {
        post: {
          operationId: `receive${name}`,
          tags: ["webhooks"],
          summary: description.split(". ")[0] || type,
          description: [description, ABOUT].filter(Boolean).join("\n\n"),
          security: [],
          parameters: Object.entries(HEADERS).map(([header, text]) => ({
            name: header,
            in: "header",
            required: true,
            description: text,
            schema: { type: "string" },
          })),
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
          },
          responses: {
            "2XX": { description: "Received. The body does not matter." },
            "410": { description: "Nothing is sent to this endpoint any more." },
            "429": { description: "Sent again later, after `Retry-After` if that is longer." },
            default: {
              description: "Sent again: ten attempts in all, within 75.6 hours, with jitter within 83.",
            },
          },
        },
      },
    ]),
  );
}

/** The shapes of the messages, each with its example. */
export const webhookSchemas = (): Record<string, object> => ({
  ...Object.fromEntries(
    Object.values(WEBHOOK_MESSAGES.messages).map(({ name, description, schema }) => [
      name,
      { ...(description && { description }), ...schema },
    ]),
  ),
  ...WEBHOOK_MESSAGES.parts,
});
