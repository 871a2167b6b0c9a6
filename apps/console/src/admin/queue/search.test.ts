import { expect, it } from "vitest";
import { queueSearch } from "./address.ts";
import { row } from "./row-for-tests.ts";
import { beforeOf, compare, matches, orderOf, queryOf, readQuery, sortedBy, writeQuery } from "./search.ts";

const NOW = Date.parse("2026-12-03T10:00:00Z");
const usd = (amount: string) => ({ amount, currency: "USD" }) as const;

it("an address is read as far as it is understood", () => {
  expect(
    queueSearch({
      sort: "amount",
      dir: "sideways",
      from: 100,
      to: "1e9",
      older: "3d",
      needs: "me",
      q: "",
      first: "no",
    }),
  ).toEqual({ sort: "amount", from: "100", older: "3d", needs: "me" });
});

it("a saved view is read as it was written", () => {
  const search = { sort: "risk", from: "100.50", needs: "me", q: "a & b", scheduled: "no" } as const;
  expect(readQuery(writeQuery(search))).toEqual(search);
  expect(writeQuery({})).toBe("");
});

it("a column's first click puts the oldest, largest or riskiest on top; the second turns it round", () => {
  expect(orderOf({})).toEqual({ sort: "age", dir: "asc" });
  const largest = sortedBy({}, "amount");
  expect(orderOf(largest)).toEqual({ sort: "amount", dir: "desc" });
  expect(orderOf(sortedBy(largest, "amount"))).toEqual({ sort: "amount", dir: "asc" });
  expect(sortedBy(largest, "age")).toEqual({});
});

it("pending ones are asked for, except those that need attention, whatever their status", () => {
  expect(queryOf({}, undefined)).toEqual({ status: "PENDING", sort: "requested", order: "asc" });
  expect(queryOf({ needs: "review" }, undefined)).not.toHaveProperty("status");
  const before = beforeOf({ older: "1d" }, NOW);
  expect(queryOf({ older: "1d", first: "yes", scheduled: "no", from: "5" }, before)).toMatchObject({
    requested_before: "2026-12-02T10:00:00.000Z",
    first_payout: "true",
    scheduled: "false",
    amount_min: "5",
  });
});

it.each([
  [{ method: "paypal" }, false],
  [{ method: "stripe" }, true],
  [{ from: "60" }, true],
  [{ from: "60.01" }, false],
  [{ to: "60.00" }, true],
  [{ to: "59.99" }, false],
  [{ older: "1d" }, true],
  [{ older: "3d" }, false],
  [{ first: "yes" }, false],
  [{ scheduled: "no" }, true],
  [{ scheduled: "yes" }, false],
  [{ needs: "me" }, true],
  [{ needs: "review" }, false],
  [{ q: "CREATOR-A" }, true],
  [{ q: "nobody" }, false],
] as const)("a row that arrives by an event is judged as the server judges: %o %s", (search, expected) => {
  expect(matches(row("a"), search, NOW)).toBe(expected);
});

it("a row that I decided stays among those that need me, until the decision has taken effect", () => {
  const decision = {
    action: "approve",
    by: "me",
    by_name: null,
    takes_effect_at: "2026-12-03T10:00:05Z",
  } as const;
  expect(matches(row("a", { needs_me: false, decision }), { needs: "me" }, NOW)).toBe(true);
  expect(matches(row("a", { needs_me: false }), { needs: "me" }, NOW)).toBe(false);
  expect(matches(row("a", { status: "APPROVED" }), {}, NOW)).toBe(false);
});

it("rows stand in the order of the address, equal ones by their id", () => {
  const rows = [
    row("b", { amount: usd("9.50") }),
    row("c", { amount: usd("100.00"), risk: { level: "high", reasons: [] } }),
    row("a", { amount: usd("9.50"), created_at: "2026-11-30T10:00:00Z" }),
  ];
  const order = (search: Parameters<typeof compare>[2]) =>
    rows
      .toSorted((one, other) => compare(one, other, search))
      .map(({ id }) => id.at(-1))
      .join("");
  expect(order({})).toBe("abc");
  expect(order({ sort: "amount", dir: "asc" })).toBe("abc");
  expect(order({ sort: "amount" })).toBe("cba");
  expect(order({ sort: "risk" })).toBe("cba");
});
