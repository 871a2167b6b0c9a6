import { withClient } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { approved, back, callsTo, PATIENT, stage } from "./payouts-world.ts";
import { creator, moneyOut, payoutOf, reaches, read, SECRET, statusOf } from "./stage.ts";

describe("webhooks", () => {
  it("many times and in any order: one result", async () => {
    await stage.stripe.control.setWebhookMode({ duplicate: 4, shuffle: true, seed: 7 });
    await creator(stage, "shuffled");
    const id = await approved("shuffled");
    await reaches(stage, id, "COMPLETED");
    await creator(stage, "shuffled-2");
    await stage.stripe.control.planPayout({ outcome: "paid_then_fail", fail_after_ms: 60 });
    const second = await approved("shuffled-2");
    await reaches(stage, second, "FAILED");
    await back("shuffled-2");
    expect(await statusOf(stage, id)).toBe("COMPLETED");
    await poll(async () => expect((await stage.stripe.control.deliveries()).idle).toBe(true));
    const [row] = await stage.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM withdrawals.stripe_event WHERE outcome = 'given_up'",
    );
    expect(row?.n).toBe(0);
    await stage.stripe.control.setWebhookMode({});
  });

  it("early: an event before the answer to our own call is not lost", async () => {
    // Nothing else would ask in the time that this test waits.
    await stage.world.restart("withdrawals", {
      STRIPE_SWEEP_SECONDS: "3600",
      ATTEMPT_UNKNOWN_RETRY_SECONDS: "300",
      // Only the one call whose answer is lost may take too long: nobody would ask again after any other.
      STRIPE_TIMEOUT_SECONDS: "6",
      ATTEMPT_LEASE_SECONDS: "15",
    });
    await creator(stage, "early");
    const match = { method: "POST", path: "/v1/payouts" } as const;
    await stage.stripe.control.addFault({ match, effect: "timeout_after_execution" });
    const id = await approved("early");
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    await stage.world.restart("withdrawals");
  });

  it("early: an event before Stripe's reply is stored changes nothing of what is stored then", async () => {
    const account = await creator(stage, "earlier");
    await stage.world.restart("withdrawals", PATIENT);
    await stage.stripe.control.clearCalls();
    const match = { method: "POST", path: "/v1/payouts" } as const;
    await stage.stripe.control.addFault({ match, effect: "delay", delay_ms: 18_000 });
    const id = await approved("earlier");
    await poll(async () => expect(await callsTo("/v1/payouts")).toHaveLength(1));
    await withClient(stage.world.adminUrl, async (client) => {
      await client.query("BEGIN");
      // The reply's transaction begins with this row, and waits.
      await client.query("SELECT FROM withdrawals.withdrawal WHERE creator_id = 'earlier' FOR UPDATE");
      await stage.stripe.control.endDelays();
      await poll(async () =>
        expect(
          await stage.query(
            "SELECT outcome FROM withdrawals.stripe_event WHERE type = 'payout.paid' AND account = $1",
            [account],
          ),
        ).toEqual([{ outcome: "handled" }]),
      );
      expect((await read(stage, id)).attempts).toMatchObject([{ state: "transferred", reference: "" }]);
      await client.query("COMMIT");
    });
    await reaches(stage, id, "COMPLETED");
    expect(await moneyOut(stage, id)).toEqual({ transfers: 1, payouts: 1 });
    await stage.world.restart("withdrawals");
  });

  it("all of them lost: the sweep finds what became of it, also after it was paid", async () => {
    await stage.stripe.control.setWebhookMode({ drop: true });
    await creator(stage, "silent");
    await stage.stripe.control.planPayout({ outcome: "hold" });
    const id = await approved("silent");
    const payout = await payoutOf(stage, id);
    await stage.stripe.control.settlePayout({ id: payout, status: "paid" });
    await reaches(stage, id, "COMPLETED");
    await stage.stripe.control.settlePayout({ id: payout, status: "failed" });
    await reaches(stage, id, "FAILED");
    await back("silent");
    await stage.stripe.control.setWebhookMode({});
  });

  it("forged, altered or expired: refused, nothing is stored", async () => {
    const body = Buffer.from(
      '{"id":"evt_forged","object":"event","type":"payout.paid","data":{"object":{"id":"po_1"}}}',
    );
    const signed = (secret: string, payload: Buffer, secondsAgo = 0) =>
      Stripe.webhooks.generateTestHeaderString({
        payload: payload.toString(),
        secret,
        timestamp: Math.floor(Date.now() / 1_000) - secondsAgo,
      });
    const wrong = [
      [body, ""],
      [body, "t=1,v1=00"],
      [body, signed("whsec_of_another", body)],
      [Buffer.concat([body, Buffer.from(" ")]), signed(SECRET, body)],
      [body, signed(SECRET, body, 301)],
    ] as const;
    for (const [payload, signature] of wrong) {
      await expect(stage.api.receiveWebhook({ payload, signature })).rejects.toMatchObject({
        code: "invalid_signature",
      });
    }
    const rows = await stage.query("SELECT 1 FROM withdrawals.stripe_event WHERE id = 'evt_forged'");
    expect(rows).toEqual([]);
    const good = { payload: body, signature: signed(SECRET, body) };
    expect(await stage.api.receiveWebhook(good)).toEqual({ stored: true });
    expect(await stage.api.receiveWebhook(good)).toEqual({ stored: false });
  });
});
