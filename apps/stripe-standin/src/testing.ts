import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { StripeStandin } from "@metercast/local-servers";
import Stripe from "stripe";

/** The official SDK on the stand-in; without retries by default. */
export function sdk(
  standin: StripeStandin,
  config: { maxNetworkRetries?: number; timeout?: number } = {},
): Stripe {
  return new Stripe(standin.apiKey, {
    host: standin.host,
    port: standin.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** A creator's account as the withdrawals service makes it; onboarded unless told otherwise. */
export async function creatorAccount(
  standin: StripeStandin,
  stripe: Stripe,
  options: { onboarded?: boolean; interval?: "manual" | "daily" } = {},
): Promise<string> {
  const account = await stripe.accounts.create({
    type: "express",
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: options.interval ?? "manual" } } },
  });
  if (options.onboarded !== false) await standin.control.completeOnboarding({ id: account.id });
  return account.id;
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Stripe.errors.StripeError)) throw new Error(`no Stripe error but ${outcome}`);
  return outcome;
}

export interface Receiver {
  readonly url: string;
  /** Events that came with a good signature, in the order of their arrival. */
  readonly events: Stripe.Event[];
  types(): string[];
  /** Answers 503 to the next so many. */
  failNext(count: number): void;
  stop(): Promise<void>;
}

/** An endpoint for webhooks that checks each signature with the SDK. */
export async function startReceiver(secret: string): Promise<Receiver> {
  const events: Stripe.Event[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (failures > 0) {
        failures--;
        response.writeHead(503).end();
        return;
      }
      try {
        const header = request.headers["stripe-signature"] ?? "";
        events.push(Stripe.webhooks.constructEvent(Buffer.concat(chunks), header, secret));
        response.writeHead(200).end();
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    events,
    types: () => events.map((event) => event.type),
    failNext: (count) => {
      failures = count;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
