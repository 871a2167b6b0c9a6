import { expect, test } from "vitest";
import { parseForm } from "./form.ts";

test("brackets nest into hashes and lists", () => {
  const text =
    "a=1&metadata[order]=x%20y&line_items[0][quantity]=2&line_items[1][quantity]=3&expand[]=b&expand[]=c";
  expect(parseForm(text)).toEqual({
    a: "1",
    metadata: { order: "x y" },
    line_items: [{ quantity: "2" }, { quantity: "3" }],
    expand: ["b", "c"],
  });
  expect(parseForm("metadata%5Border%5D=1&empty=")).toEqual({ metadata: { order: "1" }, empty: "" });
});

test("hostile forms are refused or harmless", () => {
  expect(() => parseForm(`a${"[b]".repeat(11)}=1`)).toThrow(RangeError);
  expect(() => parseForm(Array.from({ length: 1_001 }, (_, i) => `a${i}=1`).join("&"))).toThrow(RangeError);
  const form = parseForm("metadata[__proto__][admin]=1&__proto__[x]=1");
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
  expect(Object.getPrototypeOf(form.metadata)).toBe(Object.prototype);
});
