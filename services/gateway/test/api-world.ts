import { afterAll, beforeAll } from "vitest";
import { type Gateway, startGateway } from "./harness.ts";

/** The one gateway that api.test.ts asks, there once hooks and tests run. */
export let gateway: Gateway;

beforeAll(async () => {
  // Calls wait for a service that may be coming back until the deadline.
  gateway = await startGateway({ DEMO: "1", GRPC_DEADLINE_MS: "2000" });
});
afterAll(() => gateway?.stop());
