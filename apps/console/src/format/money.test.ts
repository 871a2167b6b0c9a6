import { expect, it } from "vitest";
import { amountText, cents, tokens, usd } from "./money.ts";

it("amounts beyond what a double holds are shown to the cent", () => {
  expect(amountText(cents(900_719_925_474_099_399n))).toBe("$9,007,199,254,740,993.99");
  expect(amountText(usd({ amount: "0.10", currency: "USD" }))).toBe("$0.10");
});

it("a minus is a true minus, and nothing has no sign", () => {
  expect(amountText(tokens(-5))).toBe("−5");
  expect(amountText(cents(-1_320n))).toBe("−$13.20");
  expect(amountText(cents(1_320n), { sign: "always" })).toBe("+$13.20");
  expect(amountText(cents(0n), { sign: "always" })).toBe("$0.00");
});
