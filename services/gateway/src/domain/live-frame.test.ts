import fc from "fast-check";
import { expect, it } from "vitest";
import { readFrame } from "./live-frame.ts";
import { mayConnectFrom } from "./page-origin.ts";

it("a heartbeat names its session, and may say more", () => {
  const read = readFrame('{"event":"heartbeat","id":"7","data":{"session_id":"ses_1","player":"web"}}');
  expect(read).toEqual({ frame: { event: "heartbeat", sessionId: "ses_1" } });
});

it("whatever else arrives is refused and never thrown", () => {
  const frames = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{"event":"heartbeat","data":null}', '{"event":"heartbeat","data":{"session_id":1}}'),
  );
  fc.assert(
    fc.property(frames, (text) => {
      expect(readFrame(text)).toEqual({ problem: expect.any(String) });
    }),
  );
});

const ALLOWED = { publicUrl: "https://live.example/app", origins: ["https://app.example"] };

it.each([
  [undefined, "no browser"],
  ["https://app.example", "a configured one"],
  ["https://live.example", "its own by PUBLIC_URL"],
  ["http://10.0.0.7:8080", "its own as it was reached"],
])("%s may connect: %s", (origin, _why) => {
  expect(mayConnectFrom(origin, "10.0.0.7:8080", ALLOWED)).toBe(true);
});

it.each([
  "https://evil.example",
  "https://app.example.evil.example",
  "http://app.example",
  "https://live.example:444",
  "http://10.0.0.7",
  "null",
  "file://",
  "",
  "chrome-extension://10.0.0.7:8080",
])("%s may not", (origin) => {
  expect(mayConnectFrom(origin, "10.0.0.7:8080", ALLOWED)).toBe(false);
});

it("without a host nothing is its own", () => {
  expect(mayConnectFrom("http://", undefined, ALLOWED)).toBe(false);
  expect(mayConnectFrom("https://a.example", undefined, ALLOWED)).toBe(false);
});
