import { serviceExists } from "@metercast/provision";
import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test.skipIf(!serviceExists("wallet"))(
  "a world starts a service, finds it again after a crash, and leaves nothing behind",
  async () => {
    const world = await startWorld({ services: ["wallet"] });
    const first = world.service("wallet");
    expect((await fetch(`${first.adminUrl}/healthz`)).status).toBe(200);
    first.kill("SIGKILL");
    expect(await first.exited).toMatchObject({ signal: "SIGKILL" });
    const again = await world.restart("wallet");
    expect(again.adminUrl).toBe(first.adminUrl);
    expect(again.grpcAddress).toBe(first.grpcAddress);
    expect(again.pid).not.toBe(first.pid);
    await world.stop();
    expect(again.lines().length).toBeGreaterThan(0);
    await expect(fetch(`${again.adminUrl}/healthz`)).rejects.toThrow();
  },
);
