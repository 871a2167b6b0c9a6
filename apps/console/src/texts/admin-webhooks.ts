import { texts } from "./chosen.ts";

export const { adminWebhooks } = texts<typeof import("./en/admin-webhooks.ts")>("admin-webhooks");
