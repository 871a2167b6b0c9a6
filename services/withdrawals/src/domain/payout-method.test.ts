import { describe, expect, it } from "vitest";
import { addition, destinationOf, type Method, nextDefault, redirection } from "./payout-method.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const method = (id: string, rest: Partial<Method> = {}): Method => ({
  id,
  creatorId: "c",
  kind: "manual",
  state: "ready",
  isDefault: false,
  accountId: undefined,
  email: "",
  fields: {},
  target: "",
  instantEligible: false,
  lockedUntil: undefined,
  closedAt: undefined,
  createdAt: NOW,
  ...rest,
});
const stripe = (id: string, rest: Partial<Method> = {}) =>
  method(id, { kind: "stripe", accountId: `acct_${id}`, ...rest });

describe("where a new withdrawal goes", () => {
  const methods = [method("1"), stripe("2", { isDefault: true }), stripe("3", { closedAt: NOW })];
  it("to the method that it names, else to the default one", () => {
    expect(destinationOf(methods, "1")).toEqual({ methodId: "1", account: "" });
    expect(destinationOf(methods, undefined)).toEqual({ methodId: "2", account: "acct_2" });
  });
  it("an unknown or closed method is refused; a default one without an account is no destination", () => {
    expect(destinationOf(methods, "9")).toEqual({ refused: "not_found" });
    expect(destinationOf(methods, "3")).toEqual({ refused: "closed" });
    expect(
      destinationOf([stripe("1", { isDefault: true, accountId: undefined })], undefined),
    ).toBeUndefined();
  });
});

describe("another default method", () => {
  const asked = { amount: 5_000n, fee: 0n };
  const methods = [stripe("1", { state: "restricted" }), method("2", { isDefault: true })];
  it("takes an open withdrawal over only where its present method is not ready", () => {
    expect(redirection(methods[0], methods, asked)).toMatchObject({ methodId: "2", account: "" });
    expect(redirection(undefined, methods, asked)).toMatchObject({ methodId: "2" });
    expect(redirection(stripe("1"), methods, asked)).toBeUndefined();
  });
  it("takes no withdrawal outside its rail's limits, and one that its present rail can't take", () => {
    const paypal = method("3", { kind: "paypal", isDefault: true });
    const large = { amount: 20_000_01n, fee: 0n };
    expect(redirection(undefined, [paypal], asked)).toMatchObject({ methodId: "3" });
    expect(redirection(undefined, [paypal], large)).toBeUndefined();
    expect(redirection(undefined, [paypal], { amount: 99n, fee: 0n })).toBeUndefined();
    expect(redirection({ ...paypal, isDefault: false }, methods, large)).toMatchObject({ methodId: "2" });
  });
});

describe("a new method", () => {
  const wish = { creatorId: "c", id: "9", kind: "manual", state: "ready", email: "", fields: {} } as const;
  it("the first one becomes the default; a later one only on request, in place of the former", () => {
    expect(addition([], { ...wish, isDefault: false }, 10)).toMatchObject({ becomesDefault: true });
    const methods = [method("1", { isDefault: true })];
    expect(addition(methods, { ...wish, isDefault: false }, 10)).toMatchObject({ becomesDefault: false });
    expect(addition(methods, { ...wish, isDefault: true }, 10)).toMatchObject({
      becomesDefault: true,
      replaced: methods,
    });
  });
  it("a creator has one Stripe method at a time, and a bounded number of all", () => {
    const methods = [stripe("1", { isDefault: true })];
    expect(addition(methods, { ...wish, kind: "stripe", isDefault: false }, 1)).toMatchObject({
      known: methods[0],
    });
    expect(addition(methods, { ...wish, isDefault: false }, 1)).toBe("too_many");
  });
});

it("after a deletion the newest method that is not closed becomes the default, where none is", () => {
  expect(nextDefault([method("1"), method("2"), stripe("3", { closedAt: NOW })])?.id).toBe("2");
  expect(nextDefault([method("1", { isDefault: true }), method("2")])).toBeUndefined();
});
