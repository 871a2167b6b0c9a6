import type { Service } from "@metercast/local-servers";
import { afterAll, beforeAll } from "vitest";
import { gateway } from "./api-world.ts";
import { startHasty } from "./harness.ts";

/**
 * Another copy of api-world's gateway, which waits a second for the services behind it, and whose API pages
 * of APP_ORIGIN may call.
 */
export let hasty: Service;
export const APP_ORIGIN = "https://app.example";

beforeAll(async () => {
  hasty = await startHasty(gateway, { CORS_ORIGINS: APP_ORIGIN });
});
afterAll(() => hasty?.stop());
