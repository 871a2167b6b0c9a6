import { expect, it } from "vitest";
import { kindNamed } from "./kinds/index.ts";
import { afterQuiet, type PlanFacts, plan } from "./plan.ts";
import type { Recipient } from "./recipient.ts";

const NOW = new Date("2026-12-01T22:30:00Z");
const facts: PlanFacts = { now: NOW, at: NOW, bounded: false };
const somebody: Recipient = {
  userId: "cleo",
  zone: "Europe/Berlin",
  quietHours: undefined,
  digest: "off",
  off: [],
  email: "confirmed",
  subscriptions: ["phone", "laptop"],
};
const NIGHT = { from: 22 * 60, to: 7 * 60 };
const [SECURITY, MONEY, DIGEST] = ["payout_method_changed", "payout_paid", "earnings_summary"] as const;

function planned(kindName: string, more: Partial<Recipient> = {}, also: Partial<PlanFacts> = {}) {
  const kind = kindNamed(kindName);
  if (!kind) throw new Error(kindName);
  return plan(kind, { ...somebody, ...more }, { ...facts, ...also });
}
const channels = (...given: Parameters<typeof planned>) =>
  planned(...given).deliveries.map(({ channel, target }) => channel + target);
const dueTimes = (...given: Parameters<typeof planned>) =>
  planned(...given).deliveries.map(({ dueAt }) => dueAt.toISOString());

it("a person with everything on gets inbox, a mail, and a push to each browser", () => {
  expect(planned(MONEY).inInbox).toBe(true);
  expect(channels(MONEY)).toEqual(["email", "pushphone", "pushlaptop"]);
});

it("a switch turns one class off on one channel", () => {
  expect(channels(MONEY, { off: ["money:email"] })).toEqual(["pushphone", "pushlaptop"]);
  expect(channels(MONEY, { off: ["money:push", "digest:email"] })).toEqual(["email"]);
  expect(planned(MONEY, { off: ["money:in_app"] })).toMatchObject({ inInbox: false });
  expect(channels(DIGEST, { off: ["money:email"] })).toContain("email");
});

it("security can't be switched off in the inbox and by mail", () => {
  const off: Recipient["off"] = ["security:in_app", "security:email", "security:push"];
  expect(planned(SECURITY, { off }).inInbox).toBe(true);
  expect(channels(SECURITY, { off })).toEqual(["email"]);
});

it.each([
  ["none", [], []],
  ["unconfirmed", ["email"], []],
  ["confirmed", ["email"], ["email"]],
  ["suppressed", [], []],
] as const)("an address that is %s gets security mail %j and other mail %j", (email, security, other) => {
  expect(channels(SECURITY, { email, subscriptions: [] })).toEqual(security);
  expect(channels(MONEY, { email, subscriptions: [] })).toEqual(other);
  expect(channels(DIGEST, { email, subscriptions: [] })).toEqual(other);
});

it("quiet hours delay mail and push to their end; security leaves at once", () => {
  const morning = "2026-12-02T06:00:00.000Z";
  expect(dueTimes(MONEY, { quietHours: NIGHT })).toEqual([morning, morning, morning]);
  expect(new Set(dueTimes(SECURITY, { quietHours: NIGHT }))).toEqual(new Set([NOW.toISOString()]));
});

it.each([
  ["before midnight", "2026-12-01T22:30:00Z", "2026-12-02T06:00:00.000Z"],
  ["after midnight", "2026-12-02T03:00:00Z", "2026-12-02T06:00:00.000Z"],
  ["at the end", "2026-12-02T06:00:00Z", "2026-12-02T06:00:00.000Z"],
  ["in the day", "2026-12-01T12:00:00Z", "2026-12-01T12:00:00.000Z"],
  ["in the night when clocks go forward", "2027-03-27T23:00:00Z", "2027-03-28T05:00:00.000Z"],
  ["in the night when clocks go back", "2027-10-30T23:00:00Z", "2027-10-31T06:00:00.000Z"],
])("quiet hours over midnight, %s", (_, at, due) => {
  expect(afterQuiet({ zone: "Europe/Berlin", quietHours: NIGHT }, new Date(at)).toISOString()).toBe(due);
});

it("quiet hours within a day, and an unknown zone is UTC", () => {
  const siesta = { zone: "Mars/Olympus", quietHours: { from: 13 * 60, to: 15 * 60 + 30 } };
  expect(afterQuiet(siesta, new Date("2026-12-01T14:00:00Z")).toISOString()).toBe("2026-12-01T15:30:00.000Z");
  expect(afterQuiet(siesta, new Date("2026-12-01T15:30:00Z")).toISOString()).toBe("2026-12-01T15:30:00.000Z");
});

it("a daily digest collects mails of money and digest until eight in the person's morning", () => {
  const mails = [MONEY, DIGEST, SECURITY].map((kind) => planned(kind, { digest: "daily" }).deliveries[0]);
  const collected = { digest: "daily:2026-12-02", dueAt: new Date("2026-12-02T07:00:00Z") };
  expect(mails[0]).toMatchObject(collected);
  expect(mails[1]).toMatchObject(collected);
  expect(mails[2]).toMatchObject({ digest: "", dueAt: NOW });
});

it("pushes don't wait for the digest", () => {
  const [, push] = planned(MONEY, { digest: "daily" }).deliveries;
  expect(push).toMatchObject({ channel: "push", digest: "", dueAt: NOW });
});

it("a digest of the early morning leaves on the same day, after the quiet hours", () => {
  const now = new Date("2026-12-01T05:00:00Z");
  const late = { from: 0, to: 9 * 60 };
  const [mail] = planned(MONEY, { digest: "daily", quietHours: late }, { now, at: now }).deliveries;
  expect(mail).toMatchObject({ digest: "daily:2026-12-01", dueAt: new Date("2026-12-01T08:00:00Z") });
});

it("beyond its bound an hour a kind is in the inbox only", () => {
  expect(planned(SECURITY, {}, { bounded: true })).toEqual({ inInbox: true, deliveries: [] });
});

it("news of more than a day ago is in the inbox only, except security", () => {
  const at = new Date(NOW.getTime() - 25 * 3_600_000);
  expect(planned(MONEY, {}, { at })).toEqual({ inInbox: true, deliveries: [] });
  expect(channels(SECURITY, {}, { at })).toEqual(["email", "pushphone", "pushlaptop"]);
});
