import { type Service, withClient } from "@metercast/testkit";
import { afterAll, beforeAll } from "vitest";
import { callPatiently, type Gateway, sign, startGateway, startHasty } from "./harness.ts";

/** The one gateway that api.test.ts asks, there once hooks and tests run. */
export let gateway: Gateway;
/** Another copy of it, which waits a second for the services behind it, and whose API pages of APP_ORIGIN may call. */
export let hasty: Service;

export const APP_ORIGIN = "https://app.example";

beforeAll(async () => {
  // Nobody is lost, however slow the machine.
  gateway = await startGateway(
    { DEMO: "1", GRPC_DEADLINE_MS: "30000" },
    { METER_LOST_AFTER_SECONDS: "3600", MAX_OPEN_SESSIONS_PER_VIEWER: "100" },
  );
  hasty = await startHasty(gateway, { CORS_ORIGINS: APP_ORIGIN });
});
afterAll(async () => {
  await hasty?.stop();
  await gateway?.stop();
});

export const asCreator = (user: string) => sign(gateway.secret, user, ["creator"]);
export const get = (path: string, token: string, headers = {}) =>
  callPatiently(gateway.url, "GET", path, { token, headers });

/** What only time can do: makes things be of another time. */
export const asOwner = (sql: string, values: unknown[] = []) =>
  withClient(gateway.world.adminUrl, (client) => client.query(sql, values));
