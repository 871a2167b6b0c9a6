import { SPELLINGS } from "@metercast/money/spellings";
import { expect, it } from "vitest";
import { readClientRequest } from "./client-request-form.ts";

const request = { requestId: "tip-1", userId: "fan", asset: "ASSET_TOKEN", referenceType: "TIP" };
const read = (change: object) =>
  readClientRequest(
    "platform.*.debit.requested.v1",
    new TextEncoder().encode(JSON.stringify({ ...request, ...change })),
  );

it.each(SPELLINGS)("an amount in a platform event is spelled by the one rule: $what", ({ input, token }) => {
  const answer = read({ amount: input });
  if (token !== null && token > 0n) expect(answer).toMatchObject({ wanted: { amount: token } });
  else expect(answer).toMatchObject({ requestId: "tip-1", faults: expect.stringContaining("amount") });
});

it("500 characters are 500 characters, also of two units each", () => {
  expect(read({ amount: "5", reason: "🎉".repeat(500) })).toHaveProperty("wanted");
  expect(read({ amount: "5", reason: "🎉".repeat(501) })).toHaveProperty("faults");
});
