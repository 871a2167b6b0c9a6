import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { adjust, insist, poll } from "@metercast/testkit";
import { expect } from "vitest";
import { codeOf, type Stage, startStage } from "./stage.ts";

export const SECRET = "whsec_now";
export const NEXT_SECRET = "whsec_next";
export const PACKAGE = { packageId: "tokens_100", tokens: 100n, cents: 29_500n };
export const RETURN_URL = "http://127.0.0.1:1/wallet?tab=buy";

/**
 * Wallet and billing with Stripe's stand-in, whose webhooks come to billing as the gateway would pass them
 * on.
 */
export interface Shop {
  stage: Stage;
  stripe: StripeStandin;
  /** Where the stand-in sends its webhooks. */
  hookUrl: string;
  /** Asks for a Checkout session, again where that is not possible right now. */
  buy(viewerId: string, key?: string, packageId?: string): Promise<{ topUpId: string; url: string }>;
  /** The same, asked once. */
  ask: Shop["buy"];
  /** Buys, pays, and waits until the tokens are there. Gives the Checkout session and the charge. */
  bought(viewerId: string): Promise<{ sessionId: string; chargeId: string }>;
  chargeOf(sessionId: string): Promise<string>;
  spend(viewerId: string, tokens: bigint): Promise<void>;
  /** Hands a webhook to billing. */
  hook(payload: Uint8Array, signature: string): Promise<{ stored: boolean }>;
  /** Webhooks come as usual again, and no fault waits for its call. */
  calm(): Promise<void>;
  /** Waits until all webhooks have come and are handled. */
  quiet(): Promise<void>;
  row(topUpId: string): Promise<Record<string, unknown>>;
  /** The balance transactions of refunds and disputes, as they came. */
  moves(viewerId: string): Promise<Record<string, unknown>[]>;
  /** Why a person has to look at this viewer's top-ups. */
  cases(viewerId: string): Promise<Record<string, unknown>[]>;
  tokens(viewerId: string): Promise<bigint>;
  platform(name: string): Promise<bigint>;
  /** Every check of the wallet, run now. */
  booksAreRight(): Promise<void>;
  stop(): Promise<void>;
}

let keys = 0;
let viewers = 0;
export const newViewer = (): string => `buyer-${++viewers}`;
export const sessionIdOf = (url: string): string => url.split("/").at(-1) ?? "";

export async function startShop(env: Record<string, string> = {}): Promise<Shop> {
  const receiver = await startReceiver((payload, signature) => hook(payload, signature));
  const stripe = await startStripe({
    platformBalance: 0,
    webhooks: [{ url: receiver.url, secrets: [SECRET], connect: false }],
  });
  const stage = await startStage({
    STRIPE_SECRET_KEY: stripe.apiKey,
    STRIPE_API_BASE_URL: stripe.url,
    STRIPE_WEBHOOK_SECRETS: `${SECRET}, ${NEXT_SECRET}`,
    STRIPE_TIMEOUT_SECONDS: "3",
    // Nothing is swept while a test runs, unless it restarts billing with another value.
    TOP_UP_SWEEP_SECONDS: "3600",
    ...env,
  });
  const { sql, wallet } = stage;
  // By the address and not by a client made once: a test kills billing.
  const hook: Shop["hook"] = (payload, signature) =>
    stage.billing.receiveWebhook({ payload: Buffer.from(payload), signature });
  const ask: Shop["ask"] = (viewerId, key = `key-${++keys}`, packageId = PACKAGE.packageId) =>
    stage.billing.startTopUp({ viewerId, packageId, idempotencyKey: key, returnUrl: RETURN_URL });
  const buy: Shop["buy"] = (viewerId, key = `key-${++keys}`, packageId) =>
    insist(() => ask(viewerId, key, packageId));
  const chargeOf = async (sessionId: string) => {
    const { sessions, paymentIntents } = await stripe.control.state();
    const intent = sessions[sessionId]?.object.payment_intent ?? "";
    return paymentIntents[intent]?.latest_charge ?? "";
  };
  const tokens = async (viewerId: string) => stage.tokensOf(viewerId);
  return {
    stage,
    stripe,
    hookUrl: receiver.url,
    buy,
    ask,
    async bought(viewerId) {
      const before = await tokens(viewerId);
      const sessionId = sessionIdOf((await buy(viewerId)).url);
      await stripe.control.paySession({ id: sessionId });
      await poll(
        () => tokens(viewerId),
        (now) => now === before + PACKAGE.tokens,
      );
      return { sessionId, chargeId: await chargeOf(sessionId) };
    },
    chargeOf,
    spend: (userId, amount) => adjust(wallet, userId, "TOKEN", -amount),
    hook,
    async calm() {
      await stripe.control.setWebhookMode({});
      await stripe.control.clearFaults();
    },
    async quiet() {
      await poll(
        () => stripe.control.deliveries(),
        ({ idle }) => idle,
      );
      const waiting = "SELECT count(*)::int AS n FROM billing.stripe_event WHERE handled_at IS NULL";
      await poll(
        () => sql.query(waiting),
        ({ rows }) => rows[0].n === 0,
      );
    },
    async row(topUpId) {
      const { rows } = await sql.query("SELECT * FROM billing.top_up WHERE id = $1", [topUpId.slice(4)]);
      return rows[0];
    },
    async moves(viewerId) {
      const { rows } = await sql.query(
        `SELECT m.source_id AS source, m.kind, m.state, m.cents::int, m.fee_cents::int AS fee, tokens_taken::int AS taken, cents_recovered::int AS recovered,
           cents_lost::int AS lost
         FROM billing.top_up_money_move m JOIN billing.top_up t ON t.id = m.top_up_id WHERE t.viewer_id = $1 ORDER BY m.created_at`,
        [viewerId],
      );
      return rows;
    },
    async cases(viewerId) {
      const { rows } = await sql.query(
        `SELECT c.kind, c.object_id AS object, c.resolved_at IS NULL AS open FROM billing.top_up_case c JOIN billing.top_up t ON t.id = c.top_up_id
         WHERE t.viewer_id = $1 ORDER BY c.id`,
        [viewerId],
      );
      return rows;
    },
    tokens,
    async platform(name) {
      const { balances } = await wallet.getPlatformBalances({});
      return balances.find((balance) => balance.name === name)?.balance ?? 0n;
    },
    async booksAreRight() {
      const { checks } = await wallet.getIntegrity({ runNow: true });
      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    },
    async stop() {
      await stripe.stop();
      await receiver.stop();
      await stage.stop();
    },
  };
}

/** Answers as the gateway does: 400 for a wrong signature, 503 where billing can't be reached. */
async function startReceiver(hook: (payload: Uint8Array, signature: string) => Promise<unknown>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const signature = String(request.headers["stripe-signature"] ?? "");
      const code = await codeOf(hook(Buffer.concat(chunks), signature));
      response.writeHead(code === "none" ? 200 : code === "unavailable" ? 503 : 400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe/payments`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
