import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["notifications"] });
});
afterAll(() => world?.stop());

it("starts alone and is ready", async () => {
  const { adminUrl } = world.service("notifications");
  expect((await fetch(`${adminUrl}/readyz`)).status).toBe(200);
});
