import { withClient } from "@metercast/provision";
import { sign } from "@metercast/testkit";
import { afterAll, beforeAll } from "vitest";
import { type Acts, acts } from "./acts.ts";
import { callPatiently, type Gateway, startGateway } from "./harness.ts";

/** The gateway of the test file that imports this, there once hooks and tests run. */
export let gateway: Gateway;
export let act: Acts;

beforeAll(async () => {
  // Nobody is lost, however slow the machine.
  gateway = await startGateway(
    { DEMO: "1", GRPC_DEADLINE_MS: "30000" },
    { METER_LOST_AFTER_SECONDS: "3600", MAX_OPEN_SESSIONS_PER_VIEWER: "100" },
  );
  act = acts(gateway);
});
afterAll(() => gateway?.stop());

export const asCreator = (user: string) => sign(gateway.secret, user, ["creator"]);
export const get = (path: string, token: string, headers = {}) =>
  callPatiently(gateway.url, "GET", path, { token, headers });

/** What only time can do: makes things be of another time. */
export const asOwner = (sql: string, values: unknown[] = []) =>
  withClient(gateway.world.adminUrl, (client) => client.query(sql, values));
