import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { expect } from "vitest";

export interface WebhookReceiver {
  url: string;
  /** What it received, oldest first. */
  received: { headers: Record<string, string>; body: string }[];
  /** The status of its next responses. */
  responds(status: number): void;
  /** Verifies the newest message; gives its type. @throws if the secret is another one */
  verifies(secret: string): string;
  stop(): Promise<void>;
}

/** A customer's backend. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: WebhookReceiver["received"] = [];
  let status = 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: plain(request.headers), body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end(status < 300 ? "" : "not now <script>alert(1)</script>");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/metercast`,
    received,
    responds: (next) => {
      status = next;
    },
    verifies(secret) {
      const { body, headers } = received.at(-1) ?? { body: "", headers: {} };
      return (new Webhook(secret).verify(body, headers) as { type: string }).type;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** The secret that the console shows once. */
export async function readSecret(page: Page) {
  const dialog = page.getByRole("dialog", { name: "Store this secret now" });
  const secret = await dialog.getByLabel("Secret (v1, HMAC)").inputValue();
  expect(secret).toMatch(/^whsec_/);
  return { secret, dialog, done: () => dialog.getByRole("button", { name: "I have stored it" }).click() };
}
