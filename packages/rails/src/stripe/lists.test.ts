import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid, publicId } from "@metercast/contracts";
import { openStripe } from "@metercast/stripe";
import { afterEach, expect, it } from "vitest";
import type { RailAttempt } from "../interface.ts";
import { stripePayouts } from "./payouts.ts";

/**
 * A Stripe that answers every list with all that it has, a page of 100 at a time, whatever the filter says.
 */
let server: Server | undefined;
afterEach(() => server?.close());

type Row = { id: string } & Record<string, unknown>;
async function stripeThatIgnoresFilters(lists: Record<string, Row[]>) {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const all = lists[pathname];
    const from = (all ?? []).findIndex(({ id }) => id === searchParams.get("starting_after")) + 1;
    const page = { object: "list", url: pathname, data: all?.slice(from, from + 100) };
    const has_more = from + 100 < (all?.length ?? 0);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(all ? { ...page, has_more } : { available: [], pending: [] }));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { stripe: openStripe({ secretKey: "sk_test_1", baseUrl, timeoutMs: 60_000 }) };
}

const NOW = new Date("2026-11-30T12:00:00Z");
const attempt = {
  id: newUuid(NOW.getTime()),
  withdrawalId: newUuid(NOW.getTime()),
  destination: "acct_1",
  createdAt: NOW,
} as RailAttempt;
const mine = { metadata: { attempt_id: publicId("attempt", attempt.id) } };
const others = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `x_${n}`, metadata: {} }));

it("an earlier transfer or payout is found among everybody's; too many of them are no proof that there is none", async () => {
  const path = { findFunding: "/v1/transfers", findSent: "/v1/payouts" } as const;
  for (const find of ["findFunding", "findSent"] as const) {
    const far = await stripeThatIgnoresFilters({ [path[find]]: [...others(250), { id: "x_mine", ...mine }] });
    expect(await stripePayouts(far.stripe, () => {})[find](attempt)).toBe("x_mine");
    server?.close();
    const many = await stripeThatIgnoresFilters({ [path[find]]: others(1_100) });
    await expect(stripePayouts(many.stripe, () => {})[find](attempt)).rejects.toThrow("more than 1000");
    server?.close();
    const none = await stripeThatIgnoresFilters({ [path[find]]: others(150) });
    expect(await stripePayouts(none.stripe, () => {})[find](attempt)).toBeUndefined();
    server?.close();
  }
});
