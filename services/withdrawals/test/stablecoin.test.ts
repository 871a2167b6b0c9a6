import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { MetercastError } from "@metercast/runtime";
import { adjust, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approve, ask, balance, platform, reaches, read, type Stage, startStage, statusOf } from "./stage.ts";

const PATH = "/v2/money_management/outbound_payments";
const THIN_SECRET = "whsec_thin";
/** In every address: so that any place is found where one got to. */
const MARK = "0xmarked";
const OPENING = 1_000_000n;

let stage: Stage;
let receiver: Server;
beforeAll(async () => {
  stage = await startStage({
    STABLECOIN_PAYOUTS: "1",
    STABLECOIN_FINANCIAL_ACCOUNT: "fa_standin",
    STABLECOIN_WEBHOOK_SECRETS: THIN_SECRET,
    PAYOUT_METHOD_LOCK_HOURS: "72",
  });
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const headers = { "stripe-signature": String(request.headers["stripe-signature"]) };
      const status = await stage.api
        .receiveRailWebhook({ rail: "stablecoin", payload: Buffer.concat(chunks), headers })
        .then(
          () => 200,
          (error) => MetercastError.from(error).http,
        );
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/payouts/stablecoin`;
  await stage.stripe.control.setWebhooks({
    endpoints: [{ url, secrets: [THIN_SECRET], connect: false, types: ["v2.*"] }],
  });
});
afterAll(async () => {
  receiver?.closeAllConnections();
  receiver?.close();
  await stage?.stop();
});

/** A creator with money and a wallet. Gives the recipient's id. */
async function creator(creatorId: string): Promise<string> {
  await adjust(stage.wallet, creatorId, "USD", 100_000n);
  const returnUrl = "http://localhost/back";
  const wish = { creatorId, creatorEmail: "", rail: "stablecoin", returnUrl };
  await poll(
    () => stage.api.startOnboarding(wish),
    () => true,
  );
  const { v2Accounts } = await stage.stripe.control.state();
  const id = Object.values(v2Accounts).find(({ metadata }) => metadata.creator_id === creatorId)?.id ?? "";
  await stage.stripe.control.setWallet({ id, network: "base", address: `${MARK}${creatorId}` });
  await poll(async () => {
    const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId });
    expect(payoutMethods).toMatchObject([{ kind: "stablecoin", state: "ready" }]);
  });
  return id;
}

async function approved(creatorId: string): Promise<string> {
  const id = await ask(stage, creatorId);
  await approve(stage, id);
  return id;
}
const paymentsOf = async (withdrawalId: string) =>
  Object.values((await stage.stripe.control.state()).outboundPayments).filter(
    ({ metadata }) => metadata.withdrawal_id === withdrawalId,
  );
const back = (creatorId: string) =>
  poll(async () => expect(await balance(stage, creatorId)).toEqual([100_000n, 0n]));
async function paymentAs(withdrawalId: string, status: string): Promise<string> {
  await poll(async () =>
    expect((await paymentsOf(withdrawalId)).map((payment) => payment.status)).toEqual([status]),
  );
  return (await paymentsOf(withdrawalId))[0]?.id ?? "";
}

describe("a creator is paid in stablecoins", () => {
  it("one payment to the wallet; token and network are kept for people", async () => {
    await creator("ada");
    const id = await approved("ada");
    await reaches(stage, id, "COMPLETED");
    expect(await paymentsOf(id)).toMatchObject([{ status: "posted", cents: 10_000, currency: "usdc" }]);
    expect(await balance(stage, "ada")).toEqual([90_000n, 0n]);
    const [row] = await stage.query<{ details: object }>(
      "SELECT details FROM withdrawals.payout_attempt WHERE creator_id = 'ada'",
    );
    expect(row?.details).toMatchObject({ token: "usdc", network: "base" });
  });

  it.each(["timeout_after_execution", "502_after_execution", "503_before", "429"] as const)(
    "%s: paid exactly once",
    async (effect) => {
      await creator(effect);
      await stage.stripe.control.addFault({ match: { method: "POST", path: PATH }, effect });
      const id = await approved(effect);
      await reaches(stage, id, "COMPLETED");
      expect(await paymentsOf(id)).toHaveLength(1);
    },
  );

  it("under review it waits; refused by the review, the money is back once", async () => {
    await creator("reviewed");
    await stage.stripe.control.holdOutbound({ times: 1 });
    const id = await approved("reviewed");
    const payment = await paymentAs(id, "processing");
    expect(await statusOf(stage, id)).toBe("APPROVED");
    await stage.stripe.control.settleOutbound({ id: payment, status: "failed", reason: "review_rejected" });
    await reaches(stage, id, "FAILED");
    await back("reviewed");
    expect((await read(stage, id)).reason).toContain("review_rejected");
  });

  it("returned after it was posted: the creator has the money again", async () => {
    await creator("returned");
    const id = await approved("returned");
    await reaches(stage, id, "COMPLETED");
    const payment = await paymentAs(id, "posted");
    await stage.stripe.control.settleOutbound({ id: payment, status: "returned", reason: "recalled" });
    await reaches(stage, id, "FAILED");
    await back("returned");
  });

  it("another wallet locks payouts: nothing is sent there before the lock ends", async () => {
    const account = await creator("moved");
    await stage.stripe.control.setWallet({ id: account, network: "solana", address: `${MARK}-other` });
    await poll(async () => {
      const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId: "moved" });
      expect(payoutMethods[0]?.lockedUntil).toBeInstanceOf(Date);
    });
    const id = await approved("moved");
    // Another payout goes the whole way meanwhile.
    await creator("stayed");
    await reaches(stage, await approved("stayed"), "COMPLETED");
    expect(await paymentsOf(id)).toEqual([]);
    expect(await statusOf(stage, id)).toBe("APPROVED");
  });
});

describe("killed, and started again", () => {
  it.each([
    "withdrawals.after_attempt_commit",
    "withdrawals.after_stripe_accepted:2",
    "withdrawals.before_reply_stored",
    "withdrawals.before_reply_stored:2",
  ])("at %s: paid exactly once", async (point) => {
    await creator(point);
    const id = await ask(stage, point);
    const armed = await stage.world.arm("withdrawals", point);
    await approve(stage, id).catch(() => undefined);
    expect((await armed.exited).signal).toBe("SIGKILL");
    await stage.world.restart("withdrawals");
    await reaches(stage, id, "COMPLETED");
    expect(await paymentsOf(id)).toHaveLength(1);
    expect(await balance(stage, point)).toEqual([90_000n, 0n]);
  });
});

it("after all of it the books are what left the financial account, and no address is anywhere", async () => {
  const { financialCents } = await stage.stripe.control.state();
  const left = OPENING - BigInt(financialCents);
  await poll(async () => expect(await platform(stage, "external_stablecoin")).toBe(left));
  const { checks } = await stage.wallet.getIntegrity({ runNow: true });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  const tables = await stage.query<{ name: string }>(
    `SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema IN ('withdrawals', 'wallet')`,
  );
  for (const { name } of tables) {
    const sql = `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text LIKE '%${MARK}%') AS there`;
    expect((await stage.query<{ there: boolean }>(sql))[0]?.there, name).toBe(false);
  }
  expect(stage.world.service("withdrawals").lines().join("\n")).not.toContain(MARK);
});
