export { stripeControl } from "./client.ts";
export type { StripeControl } from "./control.ts";
export type { FaultEffect, RecordedCall } from "./control-types.ts";
export type { Settings as StripeSettings, WebhookEndpoint as StripeWebhookEndpoint } from "./state.ts";
export { signatureHeader } from "./webhooks.ts";
