import { afterAll, beforeAll } from "vitest";
import { type Acts, acts } from "./acts.ts";
import { type Gateway, startGateway } from "./harness.ts";

/** The gateway of the test file that imports this, there once hooks and tests run. */
export let gateway: Gateway;
export let act: Acts;

beforeAll(async () => {
  // No heartbeats are sent here: nobody is lost for that, however slow the machine.
  gateway = await startGateway(
    { SSE_CONNECTIONS_PER_USER: "3", GRPC_DEADLINE_MS: "30000" },
    { METER_LOST_AFTER_SECONDS: "3600" },
  );
  act = acts(gateway);
});
afterAll(() => gateway?.stop());
