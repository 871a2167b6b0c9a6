import { pace, startWorld, type World } from "@metercast/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { ENV, expectRight, MINUTE_MS, type Watched, watchThrough } from "./watching.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** In a world of its own, which `fault` may break as it likes. */
async function through(
  fault: (world: World) => Promise<void>,
  options: { ownPostgres?: boolean } = {},
): Promise<Watched> {
  const mine = await startWorld({ env: ENV, ...options });
  world = mine;
  return watchThrough(mine, () => fault(mine));
}

describe("every due minute is posted once and the books balance", () => {
  it("when the wallet is killed under load", async () => {
    const watched = await through(async (w) => {
      await w.service("wallet").kill();
      await w.restart("wallet");
    });
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 5);
  });

  it("when billing is killed under load", async () => {
    const watched = await through(async (w) => {
      await w.service("billing").kill();
      await w.restart("billing");
    });
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 5);
  });

  it("when the broker is stopped and started under load", async () => {
    const watched = await through(async (w) => {
      await w.nats.kill();
      await pace(1_500);
      await w.nats.restart();
    });
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 3);
  });

  it("when Postgres is killed under load", async () => {
    const watched = await through(
      async (w) => {
        await w.postgres?.kill();
        await pace(1_000);
        await w.postgres?.restart();
      },
      { ownPostgres: true },
    );
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 3);
  });

  it("when the gateway is killed under load", async () => {
    const watched = await through(async (w) => {
      await w.service("gateway").kill();
      await w.restart("gateway");
    });
    expectRight(watched);
  });

  it("with two wallets and two billings at once, one of each killed", async () => {
    const watched = await through(async (w) => {
      await w.startAnother("wallet");
      const second = await w.startAnother("billing");
      await pace(3 * MINUTE_MS);
      await w.service("wallet").kill();
      await w.restart("wallet");
      await second.kill();
      await pace(MINUTE_MS);
    });
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 6);
  });

  it("when billing is down for many minutes: what was seen is charged when it is back, what was not is free", async () => {
    const watched = await through(async (w) => {
      await w.service("billing").kill();
      await pace(6 * MINUTE_MS);
      await w.restart("billing");
      await pace(2 * MINUTE_MS);
    });
    expectRight(watched);
    // Heartbeats went on all the time, so nearly all of it was seen; and never more than passed.
    expect(watched.settled.paidMinutes).toBeGreaterThan(12 * 8);
    expect(watched.settled.paidMinutes).toBeLessThanOrEqual(12 * Math.floor(watched.seconds));
  });
});
