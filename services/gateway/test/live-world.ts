import { afterAll, beforeAll } from "vitest";
import { type Acts, acts } from "./acts.ts";
import { type Gateway, startGateway } from "./harness.ts";

/** The one gateway that live.test.ts follows, there once hooks and tests run. */
export let gateway: Gateway;
export let act: Acts;

beforeAll(async () => {
  gateway = await startGateway({ SSE_CONNECTIONS_PER_USER: "3" });
  act = acts(gateway);
});
afterAll(() => gateway?.stop());
