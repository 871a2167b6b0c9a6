import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openStripe } from "@metercast/stripe";
import { afterEach, expect, it } from "vitest";
import { stripeBalance } from "./balance.ts";

/**
 * A Stripe that answers every list with all that it has, a page of 100 at a time, whatever the filter says.
 */
let server: Server | undefined;
afterEach(() => server?.close());

type Row = { id: string } & Record<string, unknown>;
async function stripeThatIgnoresFilters(lists: Record<string, Row[]>) {
  const asked: URLSearchParams[] = [];
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    asked.push(searchParams);
    const all = lists[pathname];
    const from = (all ?? []).findIndex(({ id }) => id === searchParams.get("starting_after")) + 1;
    const page = { object: "list", url: pathname, data: all?.slice(from, from + 100) };
    const has_more = from + 100 < (all?.length ?? 0);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(all ? { ...page, has_more } : { available: [], pending: [] }));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { stripe: openStripe({ secretKey: "sk_test_1", baseUrl, timeoutMs: 60_000 }), asked };
}

const NOW = new Date("2026-11-30T12:00:00Z");
const now = NOW.getTime() / 1_000;
const payout = (id: string, status: string) => ({ id, status, amount: 100, currency: "usd", created: now });

it("of a list of all payouts only those that are under way by their own status count, and no undocumented filter is used", async () => {
  const statuses = ["paid", "pending", "in_transit", "failed", "canceled"];
  const { stripe, asked } = await stripeThatIgnoresFilters({
    "/v1/payouts": statuses.map((status) => payout(`po_${status}`, status)),
    "/v1/balance_transactions": [],
  });
  expect(await stripeBalance(stripe).total(["acct_1"], NOW)).toEqual({ cents: 200n, moved: 0n });
  for (const parameters of asked)
    if (parameters.has("status"))
      expect(["pending", "paid", "failed", "canceled"]).toContain(parameters.get("status"));
});

it("of a list of all balance transactions each is booked once, by its own type and time", async () => {
  const entry = { amount: -25, fee: 0, net: -25, currency: "usd", created: now + 1 };
  const { stripe } = await stripeThatIgnoresFilters({
    "/v1/payouts": [],
    "/v1/balance_transactions": [
      { ...entry, id: "txn_fee", type: "stripe_fee" },
      { ...entry, id: "txn_charge", type: "charge" },
      { ...entry, id: "txn_old", type: "stripe_fee", created: now - 1 },
      { ...entry, id: "txn_euro", type: "stripe_fee", currency: "eur" },
    ],
  });
  const view = stripeBalance(stripe);
  expect(await view.ownBalanceTransactions(NOW)).toEqual([
    { id: "txn_fee", fundingCents: 0n, feeCents: 25n },
  ]);
  expect((await view.total([], NOW)).moved).toBe(50n);
});
