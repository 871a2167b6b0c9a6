import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect } from "vitest";

export interface WebhookReceiver {
  url: string;
  /** What it received, oldest first. */
  received: { headers: Record<string, string>; body: string }[];
  /** The status of its next responses. */
  responds(status: number): void;
  /** The type of the newest message; undefined if the secret is not its own. */
  verified(secret: string): string | undefined;
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
    verified(secret) {
      const { body, headers } = received.at(-1) ?? { body: "{}", headers: {} };
      const key = Buffer.from(secret.slice("whsec_".length), "base64");
      const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
      const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
      const isRight = headers["webhook-signature"]?.split(" ").includes(signature);
      return isRight ? (JSON.parse(body) as { type: string }).type : undefined;
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
