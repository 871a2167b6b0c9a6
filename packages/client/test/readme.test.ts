import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import { sign, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMetercast } from "../src/index.ts";

let stripe: StripeStandin;
let world: World;

beforeAll(async () => {
  stripe = await startStripe();
  const shared = { STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_API_BASE_URL: stripe.url };
  const secrets = { STRIPE_WEBHOOK_SECRETS: "whsec_for_a_test" };
  world = await startWorld({
    services: ["wallet", "billing", "withdrawals", "gateway"],
    env: { billing: { ...shared, ...secrets }, withdrawals: { ...shared, ...secrets } },
  });
});
afterAll(async () => {
  await world?.stop();
  await stripe?.stop();
});

it("the README's snippets do what they say, one after the other", async () => {
  const signed = (sub: string, ...roles: string[]) => sign(world.jwtSecret, sub, roles);
  const session = {
    viewerToken: await signed("the-viewer", "viewer"),
    creatorToken: await signed("the-creator", "creator"),
    adminToken: await signed("the-admin", "admin"),
  };
  // Who credits does not approve.
  const bookkeeper = await signed("the-bookkeeper", "admin");
  const admin = createMetercast({ baseUrl: world.gatewayUrl, token: () => bookkeeper });
  const reason = "for a test";
  for (const body of [
    { user_id: "the-viewer", asset: "TOKEN", direction: "credit", amount: 100, reason },
    { user_id: "the-creator", asset: "USD", direction: "credit", amount: "60.00", reason },
  ] as const)
    await admin.post("/api/admin/adjustments", { body });

  const leave = new AbortController();
  const seen: unknown[] = [];
  const see = (what: unknown) => void seen.push(what);
  const shown = new Set<string>();
  const show = (what: string) => {
    if (shown.add(what).size === 2) leave.abort();
  };
  const story = await snippets();
  const done = await story.run({
    baseUrl: world.gatewayUrl,
    session,
    signal: leave.signal,
    onState: () => undefined,
    openPage: see,
    stopPlayer: see,
    warn: see,
    // The page is left once it has shown both, in whatever order they come.
    showSession: () => show("session"),
    showBalance: (available: unknown) => {
      see(available);
      show("balance");
    },
  });

  expect(done.live.map(({ id }: Made) => id)).toEqual([done.stream.id]);
  expect(done.topUp.url).toBe(seen[0]);
  expect([done.joined.status, done.watching.status, done.receipt.end_reason]).toEqual([
    201,
    "active",
    "left",
  ]);
  expect(seen).toContain(100);
  expect(done.entries.map(({ amount }: Made) => amount)).toEqual([100]);
  expect(done.earned.available.amount).toBe("60.00");
  expect(done.pending.data.map(({ amount }: Made) => amount.amount)).toEqual(["60.00"]);
});

// biome-ignore lint/suspicious/noExplicitAny: what the snippets make is only known when they have run
type Made = Record<string, any>;

/** All TypeScript of the README as one module: imports above, the rest inside a function. */
async function snippets(): Promise<{ run(given: Made): Promise<Made> }> {
  const text = readFileSync(repositoryPath("packages", "client", "README.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(10);
  const lines = blocks.join("\n").split("\n");
  const isImport = (line: string) => line.startsWith("import ");
  const names = "baseUrl, session, signal, onState, openPage, stopPlayer, warn, showSession, showBalance";
  const made = "stream, live, topUp, joined, watching, receipt, entries, earned, pending";
  const module = [
    ...lines.filter(isImport).map((line) => line.replace("@metercast/client", "../src/index.ts")),
    `export async function run({ ${names} }: any) {`,
    ...lines.filter((line) => !isImport(line)),
    `return { ${made} };`,
    "}",
  ];
  const file = repositoryPath("packages", "client", "generated", "readme.ts");
  writeFileSync(file, module.join("\n"));
  try {
    return await import(/* @vite-ignore */ `${file}`);
  } finally {
    rmSync(file);
  }
}
