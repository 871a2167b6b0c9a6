export { paypalControl } from "./client.ts";
export type { PaypalControl } from "./control.ts";
export type {
  FaultEffect as PaypalFaultEffect,
  ItemStatus as PaypalItemStatus,
  WebhookEndpoint as PaypalWebhookEndpoint,
} from "./state.ts";
