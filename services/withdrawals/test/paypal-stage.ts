import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PaypalStandin, startPaypal } from "@metercast/local-servers";
import { MetercastError } from "@metercast/runtime";
import { adjust, poll } from "@metercast/testkit";
import { expect } from "vitest";
import { approve, ask, balance, platform, type Stage, startStage } from "./stage.ts";

/** In every receiver: so that any place is found where one got to. */
export const MARK = "marked-receiver";
export const WEBHOOK_ID = "WH-OF-THE-TEST";
export const PAYOUTS = "/v1/payments/payouts";

/** A stage whose creators are paid by PayPal. */
export interface PaypalStage extends Stage {
  paypal: PaypalStandin;
  /** Where the broker keeps every event. */
  natsFolder: string;
  /** Delivers PayPal's webhooks from now on, as the gateway would hand them on. */
  openWebhooks(): Promise<void>;
}

export async function startPaypalStage(env: Record<string, string> = {}): Promise<PaypalStage> {
  const paypal = await startPaypal({ delayMs: 100, balance: 10_000_000 });
  const natsFolder = mkdtempSync(join(tmpdir(), "metercast-paypal-nats-"));
  const stage = await startStage(
    {
      PAYPAL_CLIENT_ID: paypal.clientId,
      PAYPAL_CLIENT_SECRET: paypal.clientSecret,
      PAYPAL_WEBHOOK_ID: WEBHOOK_ID,
      PAYPAL_API_BASE_URL: paypal.url,
      PAYPAL_WEBHOOK_ROOTS: paypal.roots,
      PAYPAL_TIMEOUT_SECONDS: "1",
      ...env,
    },
    { natsFolder },
  );
  let receiver: Server | undefined;
  return {
    ...stage,
    paypal,
    natsFolder,
    async openWebhooks() {
      receiver = await receiverFor(stage);
      const { port } = receiver.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/webhooks/payouts/paypal`;
      await paypal.control.setWebhooks({ endpoints: [{ url, webhookId: WEBHOOK_ID }] });
    },
    async stop() {
      receiver?.closeAllConnections();
      receiver?.close();
      await stage.stop();
      await paypal.stop();
    },
  };
}

async function receiverFor({ api }: Stage): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const status = await api
        .receiveRailWebhook({ rail: "paypal", payload: Buffer.concat(chunks), headers })
        .then(
          () => 200,
          (error) => MetercastError.from(error).http,
        );
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** A creator with money, and an account at PayPal. */
export async function paypalCreator(stage: PaypalStage, creatorId: string, cents = 100_000n): Promise<void> {
  await adjust(stage.wallet, creatorId, "USD", cents);
  const fields = { receiver: `${MARK}.${creatorId}@example.com` };
  const { payoutMethod } = await stage.api.createPayoutMethod({
    creatorId,
    kind: "paypal",
    details: "",
    isDefault: true,
    fields,
  });
  expect(payoutMethod).toMatchObject({ state: "ready", label: "PayPal m…@e….com" });
}

export async function approved(stage: PaypalStage, creatorId: string, amount = 10_000n): Promise<string> {
  const id = await ask(stage, creatorId, amount);
  await approve(stage, id);
  return id;
}

/** The stand-in's items of a withdrawal. */
export async function itemsOf({ paypal }: PaypalStage, withdrawalId: string) {
  const { items } = await paypal.control.state();
  return Object.values(items).filter(({ request }) => request.sender_item_id === withdrawalId);
}

/** The one item of a withdrawal, once PayPal has it in this state. */
export async function itemAs(stage: PaypalStage, withdrawalId: string, status: string): Promise<string> {
  await poll(async () =>
    expect((await itemsOf(stage, withdrawalId)).map((item) => item.status)).toEqual([status]),
  );
  return (await itemsOf(stage, withdrawalId))[0]?.id ?? "";
}

/** The creator has all of the money, and nothing is held. */
export const back = (stage: PaypalStage, creatorId: string, cents = 100_000n) =>
  poll(async () => expect(await balance(stage, creatorId)).toEqual([cents, 0n]));

/** What left PayPal's balance, by its own entries, is what the wallet's account of it says, to the cent. */
export async function paypalBooksAgree(stage: PaypalStage): Promise<void> {
  const { entries } = await stage.paypal.control.money();
  const payouts = entries.filter(({ kind }) => kind !== "top_up");
  const left = -payouts.reduce((sum, { cents }) => sum + cents, 0);
  await poll(async () => expect(await platform(stage, "external_paypal")).toBe(BigInt(left)));
  await poll(async () => expect(await platform(stage, "payouts_in_transit")).toBe(0n));
  const { checks } = await stage.wallet.getIntegrity({ runNow: true });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
}
