import { readConfig } from "@metercast/runtime";
import { expect, it } from "vitest";
import { variables } from "./config.ts";

const env = {
  NATS_URL: "nats://127.0.0.1:1",
  BILLING_DATABASE_URL: "postgres://x",
  WALLET_GRPC_ADDRESS: "127.0.0.1:1",
};

it("tokens are sold above what a creator gets for them, and without Stripe's key unless it is given", () => {
  const config = readConfig(variables, env);
  for (const { tokens, cents } of config.TOKEN_PACKAGES) expect(cents * 5n).toBeGreaterThan(tokens * 1_320n);
  expect([config.STRIPE_SECRET_KEY, config.STRIPE_WEBHOOK_SECRETS]).toEqual([undefined, []]);
  expect(readConfig(variables, { ...env, STRIPE_WEBHOOK_SECRETS: "a, b," }).STRIPE_WEBHOOK_SECRETS).toEqual([
    "a",
    "b",
  ]);
});

it.each([
  "nope",
  "[]",
  '[{"id":"a","tokens":0,"cents":100}]',
  '[{"id":"a","tokens":1,"cents":49}]',
  '[{"id":"a","tokens":1,"cents":100},{"id":"a","tokens":2,"cents":200}]',
])("packages that can't be sold are refused by name: %s", (packages) => {
  expect(() => readConfig(variables, { ...env, TOKEN_PACKAGES: packages })).toThrow(/TOKEN_PACKAGES/);
});
