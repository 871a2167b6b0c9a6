import { startWorld, type World } from "@metercast/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { sleep } from "../support/api.ts";
import { type Audience, gather, type Settled, settle } from "../support/audience.ts";

const MINUTE_MS = 1_000;
const ENV = { METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "30", LOG_LEVEL: "warn" };
const rich = () => 100_000;

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** What must be true however much went wrong: nobody paid twice, nothing was lost, both sides agree, all books are right. */
function expectRight(audience: Audience, settled: Settled): void {
  expect(audience.mistakes).toEqual([]);
  expect(settled.integrity).toEqual({ ok: true, failing: [] });
  expect(settled.open).toBe(0);
  expect(settled.paidMinutes).toBe(settled.dueMinutes);
  expect(settled.tokensSpent).toBe(settled.paidMinutes * 5);
  expect(settled.creatorCents).toBe(settled.paidMinutes * 1_320);
}

/** Viewers watch while `fault` happens, and for some minutes after it. */
async function watchThrough(
  fault: (world: World) => Promise<void>,
  options: { ownPostgres?: boolean } = {},
): Promise<{ audience: Audience; settled: Settled; seconds: number }> {
  world = await startWorld({ env: ENV, ...options });
  const began = Date.now();
  const audience = await gather(world, {
    viewers: 12,
    tokens: rich,
    heartbeatMs: MINUTE_MS / 4,
    minuteMs: MINUTE_MS,
  });
  await sleep(3 * MINUTE_MS);
  await fault(world);
  await sleep(4 * MINUTE_MS);
  const seconds = (Date.now() - began) / 1_000;
  await audience.leave();
  return { audience, settled: await settle(audience, rich), seconds };
}

describe("every due minute is posted once and the books balance", () => {
  it("when the wallet is killed under load", async () => {
    const { audience, settled } = await watchThrough(async (w) => {
      await w.service("wallet").kill();
      await w.restart("wallet");
    });
    expectRight(audience, settled);
    expect(settled.paidMinutes).toBeGreaterThan(12 * 5);
  });

  it("when billing is killed under load", async () => {
    const { audience, settled } = await watchThrough(async (w) => {
      await w.service("billing").kill();
      await w.restart("billing");
    });
    expectRight(audience, settled);
    expect(settled.paidMinutes).toBeGreaterThan(12 * 5);
  });

  it("when the broker is stopped and started under load", async () => {
    const { audience, settled } = await watchThrough(async (w) => {
      await w.nats.kill();
      await sleep(1_500);
      await w.nats.restart();
    });
    expectRight(audience, settled);
    expect(settled.paidMinutes).toBeGreaterThan(12 * 3);
  });

  it("when Postgres is killed under load", async () => {
    const { audience, settled } = await watchThrough(
      async (w) => {
        await w.postgres?.kill();
        await sleep(1_000);
        await w.postgres?.restart();
      },
      { ownPostgres: true },
    );
    expectRight(audience, settled);
    expect(settled.paidMinutes).toBeGreaterThan(12 * 3);
  });

  it("when the gateway is killed under load", async () => {
    const { audience, settled } = await watchThrough(async (w) => {
      await w.service("gateway").kill();
      await w.restart("gateway");
    });
    expectRight(audience, settled);
  });

  it("with two wallets and two billings at once, one of each killed", async () => {
    const { audience, settled } = await watchThrough(async (w) => {
      await w.startAnother("wallet");
      const second = await w.startAnother("billing");
      await sleep(3 * MINUTE_MS);
      await w.service("wallet").kill();
      await w.restart("wallet");
      await second.kill();
      await sleep(MINUTE_MS);
    });
    expectRight(audience, settled);
    expect(settled.paidMinutes).toBeGreaterThan(12 * 6);
  });

  it("when billing is down for many minutes: what was seen is charged when it is back, what was not is free", async () => {
    const { audience, settled, seconds } = await watchThrough(async (w) => {
      await w.service("billing").kill();
      await sleep(6 * MINUTE_MS);
      await w.restart("billing");
      await sleep(2 * MINUTE_MS);
    });
    expectRight(audience, settled);
    // Heartbeats went on all the time, so nearly all of it was seen; and never more than passed.
    expect(settled.paidMinutes).toBeGreaterThan(12 * 8);
    expect(settled.paidMinutes).toBeLessThanOrEqual(12 * Math.floor(seconds));
  });
});
