import { expect, it } from "vitest";
import { bodyOf, preferencesSchema, valuesOf } from "./preferences-form.ts";
import type { Preferences } from "./queries.ts";

const on = { in_app: true, email: true, push: true };
const PREFERENCES: Preferences = {
  language: "de",
  zone: "Europe/Berlin",
  quiet_hours: { from: "22:00", to: "07:00" },
  digest: "daily",
  push_amounts: true,
  channels: { security: on, money: { ...on, email: false }, digest: on },
  email: { address: "ada@example.com", state: "confirmed", reason: null },
};

it("a form that nobody has changed asks for what is set", () => {
  const { email, ...set } = PREFERENCES;
  expect(bodyOf(valuesOf(PREFERENCES))).toEqual(set);
  const without = { ...set, quiet_hours: null };
  expect(bodyOf(valuesOf({ ...without, email }))).toEqual(without);
});

it.each([
  ["22:00", "22:00"],
  ["25:00", "07:00"],
  ["22:00", ""],
])("quiet hours from %j to %j are refused, unless there are none", (from, to) => {
  const values = { ...valuesOf(PREFERENCES), from, to };
  expect(preferencesSchema.safeParse(values).success).toBe(false);
  expect(preferencesSchema.safeParse({ ...values, isQuiet: false }).success).toBe(true);
});
