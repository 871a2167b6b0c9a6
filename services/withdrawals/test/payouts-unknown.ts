import { describe, expect, it } from "vitest";
import { approved, callsTo, stage } from "./payouts-world.ts";
import { creator, eventually, moneyOut, reaches, read } from "./stage.ts";

describe("what is not known", () => {
  const effects = [
    "timeout_before",
    "timeout_after_execution",
    "saved_500",
    "500_after_execution",
    "502_after_execution",
    "503_before",
    "connection_reset_after",
    "429",
  ] as const;

  it.each(effects)("transfer, %s: paid exactly once", async (effect) => {
    const who = `transfer-${effect}`;
    await creator(stage, who);
    await stage.stripe.control.addFault({ match: { method: "POST", path: "/v1/transfers" }, effect });
    const id = await approved(who);
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    const keys = (await callsTo("/v1/transfers")).map(({ idempotency_key }) => idempotency_key);
    expect(keys).not.toContain(null);
  });

  it.each(effects)("payout, %s: paid exactly once", async (effect) => {
    const who = `payout-${effect}`;
    await creator(stage, who);
    await stage.stripe.control.addFault({ match: { method: "POST", path: "/v1/payouts" }, effect });
    const id = await approved(who);
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("is shown to the admin, and repeated under the same key", async () => {
    await creator(stage, "shown");
    await stage.stripe.control.clearCalls();
    await stage.stripe.control.addFault({
      match: { path: "/v1/transfers" },
      effect: "503_before",
      times: 1_000,
    });
    const id = await approved("shown");
    await eventually(async () => {
      expect(await read(stage, id)).toMatchObject({
        attention: "outcome_unknown",
        attempts: [{ state: "unknown" }],
      });
      expect((await stage.api.getStats({})).attemptsUnknown).toBe(1n);
      expect((await callsTo("/v1/transfers")).length).toBeGreaterThanOrEqual(4);
    });
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    const calls = await callsTo("/v1/transfers");
    expect(calls.length).toBeGreaterThanOrEqual(5);
    expect(new Set(calls.map(({ idempotency_key }) => idempotency_key)).size).toBe(1);
    expect((await read(stage, id)).attention).toBe("");
  });

  it("a right that our key has lost is no answer about the money: nothing is taken for failed", async () => {
    await creator(stage, "no-right");
    const match = { method: "POST", path: "/v1/transfers" } as const;
    await stage.stripe.control.addFault({ match, effect: "403_before", times: 1_000 });
    await stage.stripe.control.clearCalls();
    const id = await approved("no-right");
    await eventually(async () => expect((await callsTo("/v1/transfers")).length).toBeGreaterThanOrEqual(3));
    expect(await read(stage, id)).toMatchObject({ status: 2, attention: "outcome_unknown" });
    await stage.stripe.control.clearFaults();
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
  });

  it("a no that comes after a lost answer counts only where nothing was done: the payout is found", async () => {
    await creator(stage, "late-no");
    const fault = { match: { method: "POST" as const, path: "/v1/payouts" } };
    await stage.stripe.control.addFault({ ...fault, effect: "timeout_after_execution" });
    await stage.stripe.control.addFault({ ...fault, effect: "account_invalid_before" });
    const id = await approved("late-no");
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    expect(await stage.stripe.control.clearFaults()).toEqual({ unused: [] });
  });

  it.each([
    ["transfer", "/v1/transfers"],
    ["payout", "/v1/payouts"],
  ])(
    "a day later, when its key is forgotten, a %s is looked up before anything is asked anew",
    async (what, path) => {
      const who = `late-${what}`;
      await creator(stage, who);
      const fault = { match: { method: "POST" as const, path } };
      await stage.stripe.control.addFault({ ...fault, effect: "timeout_after_execution" });
      // Keeps asking in vain until the test has turned the clocks.
      await stage.stripe.control.addFault({ ...fault, effect: "503_before", times: 1_000 });
      const id = await approved(who);
      await eventually(async () => expect((await read(stage, id)).attention).toBe("outcome_unknown"));
      await stage.stripe.control.advanceClock({ ms: 25 * 3_600_000 });
      // Between two turns: one that is under way would ask under a key whose time it has read before.
      await eventually(async () =>
        expect(
          await stage.query(
            `UPDATE withdrawals.payout_attempt SET key_used_at = now() - interval '25 hours'
             WHERE creator_id = $1 AND claimed_until IS NULL RETURNING id`,
            [who],
          ),
        ).toHaveLength(1),
      );
      await stage.stripe.control.clearFaults();
      await reaches(stage, id, "COMPLETED");
      expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    },
  );
});
