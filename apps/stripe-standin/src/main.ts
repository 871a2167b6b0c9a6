// The stand-in for Stripe's HTTP API as a process of its own, on 127.0.0.1 (LISTEN_HOST: elsewhere):
// everything that reaches it may do anything. node apps/stripe-standin/src/main.ts [--port 12111]
// [--state-file F] [--platform-balance CENTS] [--payout-delay-ms N] STRIPE_STANDIN_WEBHOOKS: JSON list of
// {url, secrets, connect, types?}. STRIPE_STANDIN_API_KEY: the one key that is right (else every sk_test_
// one).
import { parseArgs } from "node:util";
import { z } from "zod";
import { endpointSchema } from "./control-types.ts";
import { listen } from "./server.ts";
import { createStandin } from "./standin.ts";
import { DEFAULT_SETTINGS, type WebhookEndpoint } from "./state.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "12111" },
    "public-url": { type: "string" },
    "state-file": { type: "string" },
    "platform-balance": { type: "string", default: String(DEFAULT_SETTINGS.platformBalance) },
    "payout-delay-ms": { type: "string", default: String(DEFAULT_SETTINGS.payoutDelayMs) },
  },
});

function number(name: "port" | "platform-balance" | "payout-delay-ms"): number {
  if (!/^\d{1,12}$/.test(values[name])) throw new Error(`--${name} is not a number: ${values[name]}`);
  return Number(values[name]);
}

function webhooks(): WebhookEndpoint[] {
  const list = z
    .array(endpointSchema)
    .max(20)
    .parse(JSON.parse(process.env.STRIPE_STANDIN_WEBHOOKS ?? "[]"));
  return list.map(({ types, ...rest }) => (types === undefined ? rest : { ...rest, types }));
}

const port = number("port");
const publicUrl = (values["public-url"] ?? `http://127.0.0.1:${port}`).replace(/\/$/, "");
const standin = createStandin({
  publicUrl,
  apiKey: process.env.STRIPE_STANDIN_API_KEY,
  stateFile: values["state-file"],
  settings: {
    ...DEFAULT_SETTINGS,
    platformBalance: number("platform-balance"),
    payoutDelayMs: number("payout-delay-ms"),
  },
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
