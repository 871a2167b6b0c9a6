import { expect, it } from "vitest";
import { type DueMinute, lineFault, minuteId, moveToMinute } from "./minute.ts";

const session = "0194f6a0-0000-7123-8456-789abcdef012";

it("minutes of one session have different ids, and the first is one step after the session's start", () => {
  expect(minuteId(session, 1)).toBe("0194f6a0-ea60-7123-8456-789abcdef012");
  expect(minuteId(session, 2)).toBe("0194f6a1-d4c0-7123-8456-789abcdef012");
});

it("in bytes the ids of minutes are the same", () => {
  const bytes = (id = "") => Buffer.from(id.replaceAll("-", ""), "hex");
  const ids = Buffer.concat([bytes(session), bytes(session)]);
  moveToMinute(ids, 16, 7);
  expect(ids).toEqual(Buffer.concat([bytes(session), bytes(minuteId(session, 7))]));
});

const line: DueMinute = {
  session,
  minute: 1,
  viewer: 1n,
  creator: 2n,
  stream: session,
  tokens: 5n,
  cents: 1320n,
};

it("an honest line has no fault", () => {
  expect(lineFault(line)).toBeUndefined();
});

it.each([
  [{ minute: 0 }],
  [{ minute: -1 }],
  [{ minute: 2 ** 31 }],
  [{ viewer: 0n }],
  [{ creator: -1n }],
  [{ tokens: -5n }],
  [{ cents: 2n ** 62n }],
  [{ session: "ffffffff-ffff-7123-8456-789abcdef012" }],
])("a line with %o is put aside", (wrong) => {
  expect(lineFault({ ...line, ...wrong })).toBeDefined();
});
