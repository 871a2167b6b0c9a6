import { pace, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENV, expectRight, MINUTE_MS, VIEWERS, watchThrough } from "./watching.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: ENV, ownPostgres: true });
});
afterAll(() => world?.stop());

/** A service is killed and comes back. */
const again = (name: "wallet" | "billing" | "gateway") => async () => {
  await world.service(name).kill();
  await world.restart(name);
};

/**
 * What happens under load, and how many minutes of each viewer are paid at the least, however long it
 * takes.
 */
const FAULTS: [what: string, leastMinutes: number, fault: () => Promise<void>][] = [
  ["the wallet is killed", 5, again("wallet")],
  ["billing is killed", 5, again("billing")],
  ["the gateway is killed", 0, again("gateway")],
  [
    "the broker is stopped and started",
    3,
    async () => {
      await world.nats.kill();
      await pace(1_500);
      await world.nats.restart();
    },
  ],
  [
    "Postgres is killed",
    3,
    async () => {
      await world.postgres?.kill();
      await pace(1_000);
      await world.postgres?.restart();
    },
  ],
  [
    "one of two wallets and one of two billings are killed",
    6,
    async () => {
      const others = [await world.startAnother("wallet"), await world.startAnother("billing")];
      await pace(3 * MINUTE_MS);
      await again("wallet")();
      await others[1]?.kill();
      await pace(MINUTE_MS);
      await others[0]?.stop();
    },
  ],
];

describe("every due minute is posted once and the books balance", () => {
  it.each(FAULTS)("when %s", async (_, leastMinutes, fault) => {
    const watched = await watchThrough(world, fault);
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * leastMinutes);
  });

  it("when billing is down for many minutes: what was seen is charged when it is back, what was not is free", async () => {
    const watched = await watchThrough(world, async () => {
      await world.service("billing").kill();
      await pace(6 * MINUTE_MS);
      await world.restart("billing");
      await pace(2 * MINUTE_MS);
    });
    expectRight(watched);
    // Heartbeats went on all the time, so nearly all of it was seen; and never more than passed.
    expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 8);
    expect(watched.settled.paidMinutes).toBeLessThanOrEqual(VIEWERS * Math.floor(watched.seconds));
  });
});
