import { expect, it } from "vitest";
import { pathOf } from "./request-context.ts";

it("the path of a trace has no token of a link in a mail", () => {
  for (const [path, shown] of [
    ["/c/abc", "/c/{token}"],
    ["/u/abc/def", "/u/{token}"],
    ["/api/streams/1", "/api/streams/1"],
    ["/openapi.json", "/openapi.json"],
  ] as const)
    expect(pathOf(path)).toBe(shown);
});
