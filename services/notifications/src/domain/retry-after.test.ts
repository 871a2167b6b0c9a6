import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-12-01T10:00:00Z");
const HOUR = 3_600_000;

it.each([
  [undefined, undefined],
  ["", undefined],
  ["soon", undefined],
  ["-5", undefined],
  ["1e3", undefined],
  ["1.5", undefined],
  ["2026-12-01", undefined],
  ["Dec 1, 2026", undefined],
  ["Tue, 99 Dec 2026 10:02:00 GMT", undefined],
  ["0", 0],
  [" 120 ", 120_000],
  ["999999999", HOUR],
  ["Tue, 01 Dec 2026 10:02:00 GMT", 120_000],
  ["Tue, 01 Dec 2026 09:00:00 GMT", 0],
  ["Fri, 01 Jan 2100 00:00:00 GMT", HOUR],
])("Retry-After %j is a wait of %j ms", (header, wait) => {
  expect(retryAfterMs(header, NOW, HOUR)).toBe(wait);
});
