import { expect, it } from "vitest";
import { railStateOf } from "./rail-state.ts";

it("a rail is off without configuration, down without an answer, degraded with unknown outcomes, else ok", () => {
  const fine = { lastSuccessAt: new Date(), lastError: "" };
  expect(railStateOf(undefined, 3n)).toBe("off");
  expect(railStateOf({ ...fine, lastError: "ETIMEDOUT" }, 0n)).toBe("down");
  expect(railStateOf(fine, 1n)).toBe("degraded");
  expect(railStateOf(fine, 0n)).toBe("ok");
});
