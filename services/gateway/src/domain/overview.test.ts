import { expect, it } from "vitest";
import { everyHour, HOURS, heldByUsers } from "./overview.ts";

const NOW = Date.parse("2026-12-01T13:45:00Z");

it("an overview has each of the last 24 hours, also those in which nobody watched", () => {
  const watched = { start: new Date("2026-12-01T13:00:00Z"), minutes: 10n, tokens: 50n, cents: 13_200n };
  const hours = everyHour([watched], NOW, undefined);
  expect(hours).toHaveLength(HOURS);
  expect(hours[0]?.start.toISOString()).toBe("2026-11-30T14:00:00.000Z");
  expect(hours.at(-1)).toEqual({ ...watched, marginCents: undefined });
  expect(hours.at(-2)).toMatchObject({ minutes: 0n, tokens: 0n, cents: 0n });
});

it("the margin is what the tokens are worth minus what creators earned, also below zero", () => {
  const hour = { start: new Date("2026-12-01T13:00:00Z"), minutes: 1n, tokens: 5n, cents: 1_320n };
  expect(everyHour([hour], NOW, 9.99).at(-1)?.marginCents).toBe(49n - 1_320n);
  expect(everyHour([hour], NOW, 300).at(-1)?.marginCents).toBe(180n);
});

it("what users hold is the other side of the platform's accounts, per asset", () => {
  const platform = [
    { asset: "USD", balance: -5_000n },
    { asset: "USD", balance: 1_000n },
    { asset: "TOKEN", balance: -70n },
  ];
  expect([heldByUsers(platform, "USD"), heldByUsers(platform, "TOKEN")]).toEqual([4_000n, 70n]);
});
