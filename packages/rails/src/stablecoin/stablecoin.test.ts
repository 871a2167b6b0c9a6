import { createHmac } from "node:crypto";
import { newUuid, publicId } from "@metercast/contracts";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { openStripe } from "@metercast/stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RailAdapter, RailAttempt, RailMethod, RailOnboarding } from "../interface.ts";
import { stablecoinApi } from "./api.ts";
import { stablecoinPayouts } from "./payouts.ts";
import { stablecoinRail } from "./rail.ts";
import { stablecoinRecipients } from "./recipients.ts";
import { stablecoinWebhooks } from "./webhooks.ts";

const PATH = "/v2/money_management/outbound_payments";
const ADDRESS = "0x00000000000000000000000000000000marked01";
const SECRET = "whsec_thin";

let standin: StripeStandin;
let rail: RailAdapter;
let recipients: RailOnboarding;

beforeAll(async () => {
  // Longer than any test: payments are posted by the test alone.
  standin = await startStripe({ payoutDelayMs: 3_600_000 });
  const { apiKey: secretKey, url: baseUrl } = standin;
  const api = stablecoinApi(openStripe({ secretKey, baseUrl, timeoutMs: 60_000 }));
  rail = stablecoinPayouts({ api, financialAccount: "fa_standin", count: () => {} });
  recipients = stablecoinRecipients(api, () => {});
});
afterAll(() => standin.stop());
beforeEach(() => standin.control.reset());

const newMethod = (): RailMethod => ({
  id: newUuid(Date.now()),
  creatorId: newUuid(Date.now()),
  email: "creator@example.com",
  fields: {},
});

async function recipient(network = "base"): Promise<string> {
  const id = await recipients.createAccount(newMethod());
  await standin.control.setWallet({ id, network, address: ADDRESS });
  return id;
}

async function newAttempt(change: Partial<RailAttempt> = {}): Promise<RailAttempt> {
  return {
    id: newUuid(Date.now()),
    withdrawalId: newUuid(Date.now()),
    creatorId: newUuid(Date.now()),
    amount: 12_345n,
    speed: "standard",
    destination: change.destination ?? (await recipient()),
    receiver: {},
    fundingRef: "",
    payoutRef: "",
    wasPaid: false,
    createdAt: new Date(),
    ...change,
  };
}

async function sent(): Promise<RailAttempt> {
  const attempt = await newAttempt();
  const outcome = await rail.send(attempt, "key");
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return { ...attempt, payoutRef: outcome.reference };
}
const payments = async () => Object.values((await standin.control.state()).outboundPayments);

describe("a recipient of stablecoins", () => {
  it("is one account per method, is onboarded by a link, and is ready with a wallet", async () => {
    const method = newMethod();
    const id = await recipients.createAccount(method);
    expect(await recipients.createAccount(method)).toBe(id);
    expect(await recipients.accountOf(id)).toEqual({ state: "onboarding" });
    expect(await recipients.link(id, "https://example.com/back")).toContain(`/setup/e/${id}/`);
    await standin.control.setWallet({ id, address: ADDRESS });
    expect((await recipients.accountOf(id)) as object).toMatchObject({ state: "ready" });
  });

  it("has another target after its wallet was replaced, and never shows the address", async () => {
    const id = await recipient();
    const before = await recipients.accountOf(id);
    await standin.control.setWallet({ id, address: `${ADDRESS}x` });
    const after = await recipients.accountOf(id);
    expect(after).toMatchObject({ state: "ready" });
    expect(after).not.toEqual(before);
    expect(JSON.stringify([before, after])).not.toContain("marked");
  });
});

describe("a payout in stablecoins", () => {
  it("is one payment from the financial account to the recipient, in usdc", async () => {
    const attempt = await sent();
    const { params } = (await standin.control.calls()).findLast(({ path }) => path === PATH) ?? {};
    expect(params).toMatchObject({
      from: { financial_account: "fa_standin", currency: "usd" },
      to: { recipient: attempt.destination, currency: "usdc" },
      amount: { value: "12345", currency: "usd" },
      metadata: { attempt_id: publicId("attempt", attempt.id) },
    });
  });

  it("whose answer is lost is unknown, and the same key finds the payment", async () => {
    const attempt = await newAttempt();
    const match = { method: "POST", path: PATH } as const;
    await standin.control.addFault({ match, effect: "502_after_execution" });
    expect(await rail.send(attempt, "key-1")).toMatchObject({ kind: "unknown" });
    const again = await rail.send(attempt, "key-1");
    const [payment, ...others] = await payments();
    expect(again).toMatchObject({ kind: "done", reference: payment?.id });
    expect(others).toEqual([]);
  });

  it("waits for money on the financial account", async () => {
    await standin.control.addFinancialMoney({ amount: -1_000_000 });
    expect(await rail.send(await newAttempt(), "key")).toMatchObject({
      kind: "refused",
      code: "balance_insufficient",
    });
  });

  it("to a recipient without a wallet is refused", async () => {
    const destination = await recipients.createAccount(newMethod());
    const outcome = await rail.send(await newAttempt({ destination }), "key");
    expect(outcome).toMatchObject({ kind: "refused", code: "recipient_feature_not_active" });
  });

  it("shows token and network, and that it is under review, but no address", async () => {
    await standin.control.holdOutbound({ times: 1 });
    const view = await rail.status(await sent());
    const details = { token: "usdc", network: "base", review: "under_review" };
    expect(view).toMatchObject({ status: "in_transit", details });
    expect(JSON.stringify(view)).not.toContain("marked");
  });

  it.each([
    ["posted", { status: "paid" }],
    ["failed", { status: "failed", reason: "stablecoin_failed: payout_method_declined" }],
    ["canceled", { status: "failed", reason: "stablecoin_canceled: payout_method_declined" }],
  ] as const)("%s", async (status, view) => {
    const attempt = await sent();
    const reason = status === "posted" ? undefined : "payout_method_declined";
    await standin.control.settleOutbound({ id: attempt.payoutRef, status, reason });
    expect(await rail.status(attempt)).toMatchObject(view);
  });

  it("that was posted may be returned, and the money is on the financial account again", async () => {
    const attempt = await sent();
    await standin.control.settleOutbound({ id: attempt.payoutRef, status: "posted" });
    await standin.control.settleOutbound({ id: attempt.payoutRef, status: "returned", reason: "recalled" });
    expect(await rail.status(attempt)).toMatchObject({
      status: "failed",
      reason: "stablecoin_returned: recalled",
    });
    expect((await standin.control.state()).financialCents).toBe(1_000_000);
  });

  it("of another attempt is not believed", async () => {
    const attempt = await sent();
    const other = await newAttempt({ payoutRef: attempt.payoutRef });
    await expect(rail.status(other)).rejects.toThrow("none of this attempt");
  });
});

describe("thin events", () => {
  const event = { id: "evt_1", object: "v2.core.event", type: "v2.money_management.outbound_payment.posted" };
  const read = (body: object, secret = SECRET) => {
    const text = JSON.stringify(body);
    const time = Math.floor(Date.now() / 1_000);
    const v1 = createHmac("sha256", secret).update(`${time}.${text}`).digest("hex");
    const headers = { "stripe-signature": `t=${time},v1=${v1}` };
    return stablecoinWebhooks(["whsec_old", SECRET]).read(Buffer.from(text), headers);
  };

  it("name the payment or the account to read", async () => {
    expect(await read({ ...event, related_object: { id: "obp_1" } })).toEqual({
      id: "evt_1",
      type: event.type,
      notice: { about: "payout", payoutRef: "obp_1" },
    });
    const account = { ...event, type: "v2.core.account.updated", related_object: { id: "acct_1" } };
    expect((await read(account)).notice).toEqual({ about: "account", accountId: "acct_1" });
  });

  it("with another secret, or that are none, are refused", async () => {
    const code = (expected: string) => expect.objectContaining({ code: expected });
    await expect(async () => read(event, "whsec_other")).rejects.toEqual(code("invalid_signature"));
    await expect(async () => read({ ...event, object: "event" })).rejects.toEqual(code("malformed_request"));
  });
});

it("switched on without what it needs it refuses to start, and names what is missing", () => {
  const open = (change: object) =>
    stablecoinRail.open(
      {
        STABLECOIN_PAYOUTS: "1",
        STABLECOIN_FINANCIAL_ACCOUNT: "fa_standin",
        STABLECOIN_WEBHOOK_SECRETS: [SECRET],
        ...{ STRIPE_SECRET_KEY: standin.apiKey, STRIPE_TIMEOUT_SECONDS: 1 },
        ...change,
      },
      { log: undefined as never, countRefusal: () => {} },
    );
  expect(open({})?.webhooks).toBeDefined();
  expect(open({ STABLECOIN_PAYOUTS: "0", STABLECOIN_WEBHOOK_SECRETS: [] })).toBeUndefined();
  expect(() => open({ STABLECOIN_WEBHOOK_SECRETS: [] })).toThrow("needs STABLECOIN_WEBHOOK_SECRETS");
  expect(() => open({ STABLECOIN_FINANCIAL_ACCOUNT: undefined })).toThrow("STABLECOIN_FINANCIAL_ACCOUNT");
});
