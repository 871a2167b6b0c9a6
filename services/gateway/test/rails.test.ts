import { type PaypalStandin, startPaypal } from "@metercast/local-servers";
import { credit, type Person, person, poll, sign, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callPatiently } from "./harness.ts";

const WEBHOOK_ID = "WH-OF-THE-TEST";

let paypal: PaypalStandin;
let world: World;
let boss: Person;
let keys = 0;

beforeAll(async () => {
  paypal = await startPaypal({ balance: 10_000_000 });
  world = await startWorld({
    services: ["wallet", "billing", "withdrawals", "gateway"],
    env: {
      GRPC_DEADLINE_MS: "30000",
      WALLET_WAIT_SECONDS: "10",
      RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE: "10",
      withdrawals: {
        PAYPAL_CLIENT_ID: paypal.clientId,
        PAYPAL_CLIENT_SECRET: paypal.clientSecret,
        PAYPAL_WEBHOOK_ID: WEBHOOK_ID,
        PAYPAL_API_BASE_URL: paypal.url,
        PAYPAL_WEBHOOK_ROOTS: paypal.roots,
        STRIPE_SWEEP_SECONDS: "1",
      },
    },
  });
  boss = await person(world, "the-admin", "admin");
});
afterAll(async () => {
  await world?.stop();
  await paypal?.stop();
});

const ask = (method: string, path: string, token: string, body?: unknown) =>
  callPatiently(world.gatewayUrl, method, path, {
    token,
    body,
    headers: { "Idempotency-Key": `rails-${keys++}` },
  });

/** A withdrawal by PayPal that waits for its receiver, and its creator's token. */
async function unclaimed(creatorId: string): Promise<{ id: string; creator: string }> {
  const creator = await sign(world.jwtSecret, creatorId, ["creator"]);
  await credit(boss, { user_id: creatorId, asset: "USD", amount: "100.00" });
  const fields = { receiver: `${creatorId}@example.com` };
  const method = await ask("POST", "/api/payout-methods", creator, { kind: "paypal", fields });
  expect(method.status, JSON.stringify(method.body)).toBe(201);
  await paypal.control.planItem({ outcome: "UNCLAIMED" });
  const asked = await ask("POST", "/api/withdrawals", creator, { amount: "50.00" });
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  const { id } = asked.body;
  const decided = await ask("PATCH", `/api/withdrawals/${id}`, boss.token, { action: "approve" });
  expect(decided.status, JSON.stringify(decided.body)).toBe(200);
  await poll(async () => {
    const { body } = await ask("GET", `/api/withdrawals/${id}`, creator);
    return body.payout?.claim_until != null;
  });
  return { id, creator };
}

const payoutRows = async (id: string) =>
  (await ask("GET", `/api/admin/audit?object_id=${id}`, boss.token)).body.data
    .filter(({ action }: { action: string }) => action === "payout.cancel")
    .map(({ actor_id, detail }: Record<string, unknown>) => ({ actor_id, detail }));

/** Who took the payout back, as the history shows it. */
const takenBackBy = async (id: string) =>
  (await ask("GET", `/api/withdrawals/${id}`, boss.token)).body.history
    .filter(({ note }: { note: string | null }) => note?.startsWith("Took back the payout"))
    .map(({ actor_id }: { actor_id: string }) => actor_id);

it("an admin who takes back an unclaimed payout is in the audit log and in the history", async () => {
  const { id } = await unclaimed("absent");
  const canceled = await ask("DELETE", `/api/withdrawals/${id}/payout`, boss.token);
  expect(canceled.status, JSON.stringify(canceled.body)).toBe(200);
  expect(await payoutRows(id)).toEqual([
    { actor_id: "the-admin", detail: { creator_id: "absent", amount: "50.00" } },
  ]);
  expect(await takenBackBy(id)).toEqual(["the-admin"]);
  const again = await ask("DELETE", `/api/withdrawals/${id}/payout`, boss.token);
  expect([again.status, again.body.code]).toEqual([409, "not_cancelable"]);
  expect(await payoutRows(id)).toHaveLength(1);
});

it("a forged webhook is refused by its form, and a client that tries names of rails is slowed down", async () => {
  const send = async (rail: string, headers: Record<string, string> = {}) => {
    const url = `${world.gatewayUrl}/webhooks/payouts/${rail}`;
    const answer = await fetch(url, { method: "POST", headers, body: "no event at all" });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  expect(await send("paypal")).toEqual([400, "invalid_signature"]);
  expect(await send("stablecoin", { "stripe-signature": "x" })).toEqual([400, "invalid_signature"]);
  expect(await send("manual")).toEqual([404, "not_found"]);
  await poll(async () => {
    expect((await send("nothing"))[1]).toBe("rate_limited");
  });
});

it("a creator who takes back an own payout is in the history, and in no audit log", async () => {
  const { id, creator } = await unclaimed("undecided");
  const canceled = await ask("DELETE", `/api/withdrawals/${id}/payout`, creator);
  expect(canceled.status, JSON.stringify(canceled.body)).toBe(200);
  expect(await payoutRows(id)).toEqual([]);
  expect(await takenBackBy(id)).toEqual(["undecided"]);
});
