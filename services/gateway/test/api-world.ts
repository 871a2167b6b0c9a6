import type { Service } from "@metercast/testkit";
import { afterAll, beforeAll } from "vitest";
import { type Gateway, startGateway, startHasty } from "./harness.ts";

/** The one gateway that api.test.ts asks, there once hooks and tests run. */
export let gateway: Gateway;
/** Another copy of it, which waits a second for the services behind it. */
export let hasty: Service;

beforeAll(async () => {
  gateway = await startGateway({ DEMO: "1", GRPC_DEADLINE_MS: "30000" });
  hasty = await startHasty(gateway);
});
afterAll(async () => {
  await hasty?.stop();
  await gateway?.stop();
});
