import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceName } from "@metercast/provision";
import { pace, poll, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ENV, expectRight, MINUTE_MS, VIEWERS, watchThrough } from "./watching.ts";

// Whose clocks are set, one after the other. Presence reports have the gateway's time, everything else that
// costs money billing's.
const SET = ["gateway", "billing", "wallet"] as const;
/** More than any gap that counts, less than tokens last. */
const STEP_MS = 20 * 60_000;

const folder = mkdtempSync(join(tmpdir(), "metercast-clocks-"));
const fileOf = (name: string) => join(folder, name);
async function set(name: ServiceName, ms: number): Promise<void> {
  writeFileSync(fileOf(name), String(ms));
  const line = `clock set by ${ms} ms`;
  const said = await poll(
    async () => world.service(name).lines(),
    (lines) => lines.includes(line),
  );
  expect(said).toContain(line);
}
let world: World;
beforeAll(async () => {
  const preload = `--import ${new URL("./clock.mjs", import.meta.url).href}`;
  world = await startWorld({
    services: [...SET, "withdrawals"],
    env: {
      ...ENV,
      ...Object.fromEntries(
        SET.map((name) => [name, { NODE_OPTIONS: preload, CLOCK_OFFSET_FILE: fileOf(name) }]),
      ),
    },
  });
});
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each(SET)(
  "the clock of the %s jumps forward, back, and is right again: nobody is lost or pays for what was not watched, and nothing is missing",
  async (name) => {
    const watched = await watchThrough(world, async () => {
      for (const ms of [STEP_MS, -STEP_MS, 0]) {
        await set(name, ms);
        await pace(1.5 * MINUTE_MS);
      }
    });
    expectRight(watched);
    expect(watched.settled.sessions).toBe(VIEWERS);
    expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 5);
    expect(watched.settled.paidMinutes).toBeLessThanOrEqual(VIEWERS * Math.floor(watched.seconds));
  },
);
