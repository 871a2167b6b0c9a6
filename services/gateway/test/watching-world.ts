import { afterAll, beforeAll } from "vitest";
import { type Acts, acts } from "./acts.ts";
import { type Gateway, startGateway } from "./harness.ts";

/** What billing calls a minute here. */
export const MINUTE_MS = 1_000;
/** The media server's key, as that gateway knows it. */
export const LIVEKIT = { key: "APIwatching", secret: "the-media-servers-secret-of-the-watching-world" };
/** The gateway of the test file that imports this, there once hooks and tests run. */
export let gateway: Gateway;
export let act: Acts;

beforeAll(async () => {
  gateway = await startGateway(
    {
      GRPC_DEADLINE_MS: "30000",
      PRESENCE_FLUSH_MS: "100",
      LIVEKIT_API_KEY: LIVEKIT.key,
      LIVEKIT_API_SECRET: LIVEKIT.secret,
      MEDIA_END_GRACE_SECONDS: "3",
    },
    { METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "120" },
  );
  act = acts(gateway);
});
afterAll(() => gateway?.stop());
