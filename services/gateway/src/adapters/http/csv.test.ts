import { pace } from "@metercast/testkit";
import { expect, it } from "vitest";
import { csvBody, csvLine } from "./csv.ts";

it("puts every text in quotes, and leaves amounts as numbers", () => {
  expect(csvLine(["a", 'say "hi"', "1,5", "two\nlines", "007", ""])).toBe(
    '"a","say ""hi""","1,5","two\nlines","007",""\r\n',
  );
  expect(csvLine(["a;b", { amount: "-13.20" }, { amount: "7" }])).toBe('"a;b",-13.20,7\r\n');
});

it("writes amounts with a comma where semicolons separate: there a point may make a date of them", () => {
  expect(csvLine(["a;b", { amount: "-13.20" }, { amount: "7" }], ";")).toBe('"a;b";-13,20;7\r\n');
});

it.each([
  "=1+1",
  "+49 30",
  "-x",
  "-5",
  "@cmd",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1+1",
  "\u00A0=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠cmd",
])("marks %j as text: a spreadsheet would run it", (text) => {
  for (const separator of [",", ";"] as const) expect(csvLine([text], separator)).toBe(`"'${text}"\r\n`);
});

it("can't be broken out of by quotes and separators", () => {
  expect(csvLine(['a","=1+1', 'b";"=1+1', '"'], ";")).toBe('"a"",""=1+1";"b"";""=1+1";""""\r\n');
});

it("begins with the mark of UTF-8, once", async () => {
  async function* lines(): AsyncGenerator<string[]> {
    yield ["ü"];
    yield ["ß"];
  }
  const bytes = await new Response(csvBody(lines(), () => undefined)).arrayBuffer();
  expect(Buffer.from(bytes).toString("utf8")).toBe('\uFEFF"ü"\r\n"ß"\r\n');
});

it("reads on only as fast as it is read", async () => {
  let made = 0;
  async function* endless(): AsyncGenerator<string[]> {
    for (;;) {
      made += 1;
      yield ["x".repeat(1_000)];
    }
  }
  const reader = csvBody(endless(), () => undefined).getReader();
  await reader.read();
  const afterOne = made;
  await pace(50);
  expect(made).toBeLessThanOrEqual(afterOne + 40);
  await reader.cancel();
});

it("breaks off where a line can't be made, and says why", async () => {
  async function* broken(): AsyncGenerator<string[]> {
    yield ["one"];
    throw new Error("it does not add up");
  }
  const errors: unknown[] = [];
  const text = new Response(csvBody(broken(), (error) => errors.push(error))).text();
  await expect(text).rejects.toThrow("it does not add up");
  expect(errors).toHaveLength(1);
});

it("drops a reader that stands still, and lets go of what it read from", async () => {
  const { promise: letGo, resolve } = Promise.withResolvers<string>();
  async function* endless(): AsyncGenerator<string[]> {
    try {
      for (;;) yield ["x".repeat(1_000)];
    } finally {
      resolve("let go");
    }
  }
  const reader = csvBody(endless(), () => undefined, { stallMs: 50 }).getReader();
  expect((await reader.read()).done).toBe(false);
  // It reads no more.
  expect(await letGo).toBe("let go");
  await expect(reader.read()).rejects.toThrow("the reader stood still");
});
