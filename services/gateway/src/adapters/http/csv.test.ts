import { expect, it } from "vitest";
import { csvBody, csvLine } from "./csv.ts";

it("quotes what would break a line, and marks what a spreadsheet would run", () => {
  expect(csvLine(["a", 'say "hi"', "1,5", "two\nlines"])).toBe('a,"say ""hi""","1,5","two\nlines"\r\n');
  expect(csvLine(["=1+1", "@cmd", "+49 30", "-x", "-13.20", "-5", "7"])).toBe(
    "'=1+1,'@cmd,'+49 30,'-x,-13.20,-5,7\r\n",
  );
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
  await new Promise((resolve) => setTimeout(resolve, 50));
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
  const reader = csvBody(endless(), () => undefined, 50).getReader();
  expect((await reader.read()).done).toBe(false);
  // It reads no more.
  expect(await letGo).toBe("let go");
  await expect(reader.read()).rejects.toThrow("the reader stood still");
});
