import { credit, type Person, person, sign, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect } from "vitest";
import { callPatiently } from "./harness.ts";

/** The world of the test file that imports this, there once hooks and tests run, and what its people do. */
export let world: World;
export let admin: string;
/** Who credits does not approve. */
export let bookkeeper: string;
let boss: Person;
let keys = 0;

beforeAll(async () => {
  world = await startWorld({
    services: ["wallet", "billing", "withdrawals", "gateway"],
    env: {
      METER_MINUTE_SECONDS: "1",
      GRPC_DEADLINE_MS: "30000",
      WALLET_WAIT_SECONDS: "10",
      MAX_LIVE_STREAMS_PER_CREATOR: "2",
      MAX_PAYOUT_METHODS_PER_CREATOR: "3",
      MAX_IDEMPOTENCY_KEYS_PER_USER: "500",
    },
  });
  boss = await person(world, "the-admin", "admin");
  admin = boss.token;
  bookkeeper = await sign(world.jwtSecret, "the-bookkeeper", ["admin"]);
});
afterAll(() => world?.stop());

export const usd = (amount: string) => ({ amount, currency: "USD" });
export const newKey = () => ({ "Idempotency-Key": `test-${keys++}` });
export const ask = (method: string, path: string, token: string | undefined, body?: unknown, headers = {}) =>
  callPatiently(world.gatewayUrl, method, path, { token, body, headers });

/** A creator with money, and with where to send it unless told otherwise. */
export async function creatorWith(
  id: string,
  dollars: string,
  options: { method?: boolean } = {},
): Promise<string> {
  const token = await sign(world.jwtSecret, id, ["creator"]);
  await credit(boss, { user_id: id, asset: "USD", amount: dollars });
  if (options.method === false) return token;
  const method = { kind: "manual", details: "IBAN XX00 0000" };
  expect((await ask("POST", "/api/payout-methods", token, method)).status).toBe(201);
  return token;
}

export const request = (token: string, amount: unknown, headers: Record<string, string> = newKey()) =>
  ask("POST", "/api/withdrawals", token, { amount }, headers);
export const decide = (
  id: string,
  body: unknown,
  token = admin,
  headers: Record<string, string> = newKey(),
) => ask("PATCH", `/api/withdrawals/${id}`, token, body, headers);

export async function dollars(token: string): Promise<{ posted: string; held: string; available: string }> {
  const { body } = await ask("GET", "/api/wallet", token);
  const account = body.accounts.find(({ asset }: { asset: string }) => asset === "USD");
  return {
    posted: account.posted.amount,
    held: account.held.amount,
    available: account.available.amount,
  };
}
