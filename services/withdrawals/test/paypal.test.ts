import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { poll } from "@metercast/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  approved,
  back,
  itemAs,
  itemsOf,
  MARK,
  PAYOUTS,
  type PaypalStage,
  paypalBooksAgree,
  paypalCreator,
  startPaypalStage,
} from "./paypal-stage.ts";
import { approve, ask, balance, platform, reaches, read, resolving, statusOf } from "./stage.ts";

const DAY_MS = 86_400_000;
let stage: PaypalStage;
beforeAll(async () => {
  stage = await startPaypalStage();
});
afterAll(() => stage?.stop());
/** A test that fails leaves nothing to the next one. */
afterEach(() => stage.paypal.control.clearOrders());

const fault = (effect: Parameters<PaypalStage["paypal"]["control"]["addFault"]>[0]["effect"], times = 1) =>
  stage.paypal.control.addFault({ method: "POST", path: PAYOUTS, effect, times });
const posts = async () =>
  (await stage.paypal.control.calls()).filter(({ method, path }) => method === "POST" && path === PAYOUTS);

describe("a creator is paid by PayPal", () => {
  it("one payment; the platform pays PayPal's fee, which the books show apart", async () => {
    await paypalCreator(stage, "ada");
    const fees = await platform(stage, "paypal_fees");
    const id = await approved(stage, "ada");
    await reaches(stage, id, "COMPLETED");
    expect(await itemsOf(stage, id)).toMatchObject([{ status: "SUCCESS", cents: 10_000, fee: 200 }]);
    expect(await balance(stage, "ada")).toEqual([90_000n, 0n]);
    await poll(async () => expect((await platform(stage, "paypal_fees")) - fees).toBe(-200n));
    await paypalBooksAgree(stage);
  });

  it.each([
    "reset_after",
    "500_after",
    "garbage_after",
    "timeout_after",
    "reset_before",
    "500_before",
    "503_before",
    "429",
    "401_before",
    "403_before",
  ] as const)("%s: paid exactly once", async (effect) => {
    await paypalCreator(stage, effect);
    await fault(effect, 2);
    const id = await approved(stage, effect);
    await reaches(stage, id, "COMPLETED");
    await stage.paypal.control.clearFaults();
    expect(await itemsOf(stage, id)).toHaveLength(1);
    expect(await balance(stage, effect)).toEqual([90_000n, 0n]);
  });

  it("a refusal after an unknown call is no failure: the payment of that call is found", async () => {
    await paypalCreator(stage, "late-no");
    await fault("reset_after");
    const error = { status: 400, name: "VALIDATION_ERROR", message: "no" };
    await stage.paypal.control.addFault({ method: "POST", path: PAYOUTS, effect: "refuse", times: 2, error });
    const id = await approved(stage, "late-no");
    await reaches(stage, id, "COMPLETED");
    expect(await itemsOf(stage, id)).toHaveLength(1);
  });

  it("a refusal of a first call fails it, and the creator has the money", async () => {
    await paypalCreator(stage, "refused");
    const error = { status: 400, name: "VALIDATION_ERROR", message: `no: ${MARK}` };
    await stage.paypal.control.addFault({ method: "POST", path: PAYOUTS, effect: "refuse", error });
    const id = await approved(stage, "refused");
    await reaches(stage, id, "FAILED");
    await back(stage, "refused");
    expect(await itemsOf(stage, id)).toEqual([]);
  });

  it("waits for money at PayPal, is shown so, and is paid once when it is there", async () => {
    await paypalCreator(stage, "patient");
    const { balance: there } = await stage.paypal.control.money();
    await stage.paypal.control.addMoney({ amount: -there });
    const id = await approved(stage, "patient");
    await poll(async () => expect((await read(stage, id)).attention).toBe("platform_balance_too_small"));
    await stage.paypal.control.addMoney({ amount: there });
    await reaches(stage, id, "COMPLETED");
    expect(await itemsOf(stage, id)).toHaveLength(1);
  });

  it("after 29 days of doubt nobody sends again; a person decides", async () => {
    await paypalCreator(stage, "doubt");
    await fault("503_before", 1_000);
    const id = await approved(stage, "doubt");
    await poll(async () => expect((await read(stage, id)).attention).toBe("outcome_unknown"));
    // Between two turns: one that is under way would use a key whose time it has read before.
    await poll(async () =>
      expect(
        await stage.query(
          `UPDATE withdrawals.payout_attempt SET key_used_at = now() - interval '29 days 1 minute'
             WHERE creator_id = 'doubt' AND claimed_until IS NULL RETURNING id`,
        ),
      ).toHaveLength(1),
    );
    await poll(async () => expect((await notes("doubt")).join()).toContain("no longer repeats"));
    await stage.paypal.control.clearFaults();
    await stage.paypal.control.clearCalls();
    // Another payout goes the whole way meanwhile.
    await paypalCreator(stage, "no-doubt");
    await reaches(stage, await approved(stage, "no-doubt"), "COMPLETED");
    expect(await posts()).toHaveLength(1);
    expect(await itemsOf(stage, id)).toEqual([]);
    expect(await statusOf(stage, id)).toBe("APPROVED");
    const { act } = await stage.api.decideWithdrawal(resolving(id, "with_platform"));
    const confirm = { actId: act?.id ?? "", action: "confirm", note: "seen", actorId: "admin-2" };
    await poll(async () => expect((await stage.api.decideAct(confirm)).act?.state).toBe("executed"));
    await back(stage, "doubt");
  });
});

const notes = async (creatorId: string) =>
  (
    await stage.query<{ note: string }>(
      `SELECT c.note FROM withdrawals.attempt_change c JOIN withdrawals.payout_attempt a ON a.id = c.attempt
       WHERE a.creator_id = $1`,
      [creatorId],
    )
  ).map(({ note }) => note);

describe("what becomes of a payout", () => {
  it.each(["FAILED", "BLOCKED", "DENIED"] as const)(
    "%s: nothing was paid, and the money is back once",
    async (outcome) => {
      await paypalCreator(stage, outcome);
      await stage.paypal.control.planItem({ outcome });
      const id = await approved(stage, outcome);
      await reaches(stage, id, "FAILED");
      await back(stage, outcome);
    },
  );

  it.each(["ONHOLD", "PENDING"] as const)(
    "%s: it waits, and is paid when PayPal lets it go",
    async (outcome) => {
      await paypalCreator(stage, outcome);
      await stage.paypal.control.planItem({ outcome });
      const id = await approved(stage, outcome);
      const item = await itemAs(stage, id, outcome);
      expect(await statusOf(stage, id)).toBe("APPROVED");
      await stage.paypal.control.moveItem({ id: item, status: "SUCCESS" });
      await reaches(stage, id, "COMPLETED");
    },
  );

  it("UNCLAIMED has 30 days; then PayPal returns it, and the money is back once", async () => {
    await paypalCreator(stage, "unclaimed");
    await stage.paypal.control.planItem({ outcome: "UNCLAIMED" });
    const id = await approved(stage, "unclaimed");
    await itemAs(stage, id, "UNCLAIMED");
    const claimUntil = async () =>
      (
        await stage.query<{ until: Date | null }>(
          `SELECT claim_until AS until FROM withdrawals.payout_attempt WHERE creator_id = 'unclaimed'`,
        )
      )[0]?.until;
    const until = await poll(claimUntil, (found) => found instanceof Date);
    const inDays = ((until?.getTime() ?? 0) - Date.now()) / DAY_MS;
    expect(inDays).toBeGreaterThan(29.9);
    expect(inDays).toBeLessThan(30.1);
    expect(await statusOf(stage, id)).toBe("APPROVED");
    await stage.paypal.control.advanceClock({ ms: 30 * DAY_MS });
    await reaches(stage, id, "FAILED");
    await back(stage, "unclaimed");
    expect((await read(stage, id)).reason).toContain("paypal_returned");
  });

  it("UNCLAIMED that its receiver takes is paid", async () => {
    await paypalCreator(stage, "claimed");
    await stage.paypal.control.planItem({ outcome: "UNCLAIMED" });
    const id = await approved(stage, "claimed");
    const item = await itemAs(stage, id, "UNCLAIMED");
    await stage.paypal.control.moveItem({ id: item, status: "SUCCESS" });
    await reaches(stage, id, "COMPLETED");
  });

  it.each(["REVERSED", "REFUNDED"] as const)(
    "%s after SUCCESS: the creator has the money again, PayPal keeps its fee, and the books agree",
    async (status) => {
      await paypalCreator(stage, status);
      const id = await approved(stage, status);
      await reaches(stage, id, "COMPLETED");
      expect(await balance(stage, status)).toEqual([90_000n, 0n]);
      const item = await itemAs(stage, id, "SUCCESS");
      await stage.paypal.control.moveItem({ id: item, status });
      await reaches(stage, id, "FAILED");
      await back(stage, status);
    },
  );

  it("a failed payout can be asked for again, and is another payment", async () => {
    await paypalCreator(stage, "again");
    await stage.paypal.control.planItem({ outcome: "BLOCKED" });
    const first = await approved(stage, "again");
    await reaches(stage, first, "FAILED");
    await back(stage, "again");
    const second = await ask(stage, "again");
    await approve(stage, second);
    await reaches(stage, second, "COMPLETED");
    expect(await itemsOf(stage, second)).toMatchObject([{ status: "SUCCESS" }]);
  });
});

describe("killed, and started again", () => {
  it.each([
    "withdrawals.before_attempt_commit",
    "withdrawals.after_attempt_commit",
    "withdrawals.after_stripe_accepted",
    "withdrawals.after_stripe_accepted:2",
    "withdrawals.before_reply_stored",
    "withdrawals.before_reply_stored:2",
  ])("at %s: paid exactly once", async (point) => {
    await paypalCreator(stage, point);
    const id = await ask(stage, point);
    await crashing(point, () => approve(stage, id));
    await reaches(stage, id, "COMPLETED");
    expect(await itemsOf(stage, id)).toHaveLength(1);
    expect(await balance(stage, point)).toEqual([90_000n, 0n]);
  });

  it.each(["withdrawals.after_stripe_accepted:3", "withdrawals.before_reply_stored:3"])(
    "at %s, while the money comes back: it comes back once",
    async (point) => {
      await paypalCreator(stage, point);
      await stage.paypal.control.planItem({ outcome: "BLOCKED" });
      const id = await ask(stage, point);
      await crashing(point, () => approve(stage, id));
      await reaches(stage, id, "FAILED");
      await back(stage, point);
      expect(await itemsOf(stage, id)).toHaveLength(1);
    },
  );

  it("with too little money at PayPal after the first call has taken it: still paid exactly once", async () => {
    await paypalCreator(stage, "to-the-cent");
    const { balance: there } = await stage.paypal.control.money();
    await stage.paypal.control.addMoney({ amount: 10_200 - there });
    const id = await ask(stage, "to-the-cent");
    await crashing("withdrawals.after_stripe_accepted", () => approve(stage, id));
    await stage.paypal.control.addMoney({ amount: there });
    await reaches(stage, id, "COMPLETED");
    expect(await itemsOf(stage, id)).toHaveLength(1);
  });
});

/** The service with a bomb in it; `work` sets it off, then it is started again without. */
async function crashing(at: string, work: () => Promise<unknown>): Promise<void> {
  const armed = await stage.world.arm("withdrawals", at);
  await work().catch(() => undefined);
  expect((await armed.exited).signal).toBe("SIGKILL");
  await stage.world.restart("withdrawals");
}

describe("after all of it", () => {
  it("every withdrawal has one payment at PayPal at most, and the books agree with PayPal's", async () => {
    const { items } = await stage.paypal.control.state();
    const ids = Object.values(items).map(({ request }) => request.sender_item_id);
    expect(new Set(ids).size).toBe(ids.length);
    await paypalBooksAgree(stage);
  });

  it("no receiver is in a log, an event, or a table but those of the payout methods", async () => {
    for (const name of ["withdrawals", "wallet"] as const)
      expect(stage.world.service(name).lines().join("\n")).not.toContain(MARK);
    const tables = await stage.query<{ name: string }>(
      `SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema IN ('withdrawals', 'wallet')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const sql = `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text LIKE '%${MARK}%') AS there`;
      if ((await stage.query<{ there: boolean }>(sql))[0]?.there) found.push(name);
    }
    expect(found).toEqual(["withdrawals.payout_method"]);
    const stored = readdirSync(stage.natsFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".blk"))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(stored.some((block) => block.includes("withdrawals.payout.paid.v1"))).toBe(true);
    expect(stored.some((block) => block.includes(MARK))).toBe(false);
  });
});
