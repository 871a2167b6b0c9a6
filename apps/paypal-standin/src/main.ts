// The stand-in for PayPal's Payouts API as a process of its own, on 127.0.0.1 (LISTEN_HOST: elsewhere):
// everything that reaches it may do anything. node apps/paypal-standin/src/main.ts [--port 12112]
// [--public-url U] [--state-file F] [--balance CENTS] [--delay-ms N] PAYPAL_STANDIN_WEBHOOKS: JSON list of
// {url, webhookId}. PAYPAL_STANDIN_CLIENT_ID, PAYPAL_STANDIN_CLIENT_SECRET: the ones that are right.
import { parseArgs } from "node:util";
import { listen } from "./server.ts";
import { createStandin } from "./standin.ts";
import { DEFAULT_SETTINGS, type WebhookEndpoint } from "./state.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "12112" },
    "public-url": { type: "string" },
    "state-file": { type: "string" },
    balance: { type: "string", default: String(DEFAULT_SETTINGS.balance) },
    "delay-ms": { type: "string", default: String(DEFAULT_SETTINGS.delayMs) },
  },
});

function number(name: "port" | "balance" | "delay-ms"): number {
  if (!/^\d{1,12}$/.test(values[name])) throw new Error(`--${name} is not a number: ${values[name]}`);
  return Number(values[name]);
}

function webhooks(): WebhookEndpoint[] {
  const list = JSON.parse(process.env.PAYPAL_STANDIN_WEBHOOKS ?? "[]") as Partial<WebhookEndpoint>[];
  return list.map(({ url, webhookId }) => {
    if (typeof url !== "string" || !URL.canParse(url) || typeof webhookId !== "string")
      throw new Error("PAYPAL_STANDIN_WEBHOOKS is not a list of {url, webhookId}");
    return { url, webhookId };
  });
}

const port = number("port");
const standin = createStandin({
  publicUrl: (values["public-url"] ?? `http://127.0.0.1:${port}`).replace(/\/$/, ""),
  credentials: {
    clientId: process.env.PAYPAL_STANDIN_CLIENT_ID ?? "client_standin",
    clientSecret: process.env.PAYPAL_STANDIN_CLIENT_SECRET ?? "secret_standin",
  },
  stateFile: values["state-file"],
  settings: { ...DEFAULT_SETTINGS, balance: number("balance"), delayMs: number("delay-ms") },
  endpoints: webhooks(),
});
const server = await listen(standin, port);
console.log(`ready http://127.0.0.1:${port}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    standin.stop();
    server.close();
    // Calls that hang on purpose would hold the process back.
    server.closeAllConnections();
    // A webhook under way is sent again after the next start: it still stands in the state file.
    process.exit(0);
  });
}
