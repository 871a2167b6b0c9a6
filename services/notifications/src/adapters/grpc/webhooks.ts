import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";

type Service = Handlers<typeof NotificationsServiceService>;

export function webhooks(): Pick<
  Service,
  | "listWebhookEndpoints"
  | "getWebhookEndpoint"
  | "createWebhookEndpoint"
  | "updateWebhookEndpoint"
  | "deleteWebhookEndpoint"
  | "rotateWebhookSecret"
  | "testWebhookEndpoint"
  | "listWebhookDeliveries"
  | "listWebhookAttempts"
  | "resendWebhook"
  | "recoverWebhooks"
  | "listWebhookEventTypes"
> {
  const later = async () => {
    throw new MetercastError("unavailable", "not built yet");
  };
  return {
    listWebhookEndpoints: later,
    getWebhookEndpoint: later,
    createWebhookEndpoint: later,
    updateWebhookEndpoint: later,
    deleteWebhookEndpoint: later,
    rotateWebhookSecret: later,
    testWebhookEndpoint: later,
    listWebhookDeliveries: later,
    listWebhookAttempts: later,
    resendWebhook: later,
    recoverWebhooks: later,
    listWebhookEventTypes: later,
  };
}
