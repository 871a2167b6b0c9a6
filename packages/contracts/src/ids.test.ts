import { describe, expect, it } from "vitest";
import { USER_ID } from "./ids.ts";

describe("a user id", () => {
  it.each([
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "system-viewer",
    "platform-admin",
    "systemd",
    "metercaster",
    "integrity2",
    "system@example.com",
    "x".repeat(128),
    "A.b_c:d@e|f-g",
  ])("may be %s", (id) => {
    expect(USER_ID.test(id)).toBe(true);
  });

  it.each([
    "system",
    "System",
    "INTEGRITY",
    "platform",
    "metercast",
    "-system-",
    "system.",
    "s.y.s.t.e.m",
    "5ystem",
    "systern",
    "lntegrity",
    "1ntegr1ty",
    "p1atf0rm",
    "system:integrity",
    "metercast|admin",
    " system",
    "system\u00a0",
    "syst\u200bem",
    "\u0455ystem",
    "",
    "x".repeat(129),
    "a b",
  ])("is not %j, which is no id or reads like the system", (id) => {
    expect(USER_ID.test(id)).toBe(false);
  });

  it("is judged in a moment, also where somebody sends many separators", () => {
    expect(USER_ID.test("-".repeat(100_000))).toBe(false);
  });
});
