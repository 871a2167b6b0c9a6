import { expect, it } from "vitest";
import { keepingOf } from "./idempotency.ts";

it.each([
  [200, undefined, "keep", "keep"],
  [201, undefined, "keep", "keep"],
  [202, undefined, "keep", "keep"],
  [402, "insufficient_funds", "keep", "keep"],
  [409, "insufficient_balance", "keep", "keep"],
  [409, "too_many_streams", "keep", "keep"],
  [422, "below_minimum", "keep", "keep"],
  [422, "invalid_request", "forget", "release"],
  [409, "request_in_progress", "forget", "release"],
  [400, "malformed_request", "forget", "release"],
  [401, "unauthenticated", "forget", "release"],
  [403, "own_stream", "forget", "release"],
  [404, "session_not_found", "forget", "release"],
  [405, "method_not_allowed", "forget", "release"],
  [413, "payload_too_large", "forget", "release"],
  [415, "unsupported_media_type", "forget", "release"],
  [429, "rate_limited", "release", "release"],
  [500, "internal", "release", "release"],
  [503, "unavailable", "release", "release"],
] as const)(
  "after %s %s a key is: %s; where an earlier run has no known outcome: %s",
  (status, code, first, again) => {
    expect(keepingOf({ status, code }, false)).toBe(first);
    expect(keepingOf({ status, code }, true)).toBe(again);
  },
);
