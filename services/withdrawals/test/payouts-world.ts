import { poll } from "@metercast/testkit";
import Stripe from "stripe";
import { afterAll, expect } from "vitest";
import { approve, ask, balance, booksBalance, sentOnce } from "./stage.ts";
import { stage } from "./world.ts";

/** After all of it the books balance, and are what Stripe's records say. */
afterAll(async () => {
  await booksBalance(stage);
  await sentOnce(stage);
});

export { stage };

/** A service that waits for a call that Stripe takes its time for. */
export const PATIENT = { STRIPE_TIMEOUT_SECONDS: "20", ATTEMPT_LEASE_SECONDS: "45" };

export const approved = async (creatorId: string, amount = 10_000n) => {
  const id = await ask(stage, creatorId, amount);
  await approve(stage, id);
  return id;
};
export const back = (creatorId: string, cents = 100_000n) =>
  poll(async () => expect(await balance(stage, creatorId)).toEqual([cents, 0n]));
export const callsTo = async (path: string) =>
  (await stage.stripe.control.calls()).filter((call) => call.method === "POST" && call.path === path);
/** Stripe's dashboard, so to speak: what the platform's people do there themselves. */
export const stripe = () => {
  const { hostname: host, port } = new URL(stage.stripe.url);
  return new Stripe(stage.stripe.apiKey, { host, port, protocol: "http", telemetry: false });
};
