import { expect, it } from "vitest";
import { afterFailure, errorOf } from "./attempt.ts";
import { changed, eventTypesProblem, type WebhookEndpoint } from "./endpoint.ts";

const now = new Date("2026-12-01T03:00:00Z");
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(now.getTime() - hours * HOUR);
const endpoint: WebhookEndpoint = {
  id: "e",
  url: "https://example.com/",
  description: "",
  eventTypes: ["*"],
  disabled: undefined,
  failing: undefined,
  pausedUntil: undefined,
  createdAt: ago(1_000),
};
const response = (status: number, retryAfter?: string) => ({ status, failure: undefined, retryAfter });
const failed = (
  result: Parameters<typeof errorOf>[0],
  more: { endpoint?: Partial<WebhookEndpoint>; step?: number } = {},
) => {
  const state = { ...endpoint, ...more.endpoint };
  return afterFailure({ endpoint: state, result, step: more.step ?? 1, now, random: 0 });
};

it.each([
  [200, undefined],
  [204, undefined],
  [299, undefined],
  [301, "redirected"],
  [304, "redirected"],
  [400, "bad_status"],
  [404, "bad_status"],
  [410, "gone"],
  [429, "throttled"],
  [500, "bad_status"],
  [100, "bad_status"],
])("status %i: %s", (status, error) => {
  expect(errorOf(response(status))).toBe(error);
});

it("without a response the guard's word is the error", () => {
  const result = { status: 0, failure: "timed_out", retryAfter: undefined };
  expect(errorOf(result)).toBe("timed_out");
  expect(failed(result).nextAt).toEqual(new Date(now.getTime() + 5_000));
});

it("410 disables at once", () => {
  const after = failed(response(410));
  expect(after.endpoint.disabled).toEqual({ reason: "gone", at: now });
  expect(after.nextAt).toBeUndefined();
});

it("the tenth failure gives a message up, and leaves the endpoint enabled", () => {
  const after = failed(response(500), { step: 10 });
  expect(after.nextAt).toBeUndefined();
  expect(after.endpoint.disabled).toBeUndefined();
});

it("five days of failures disable; a moment less does not", () => {
  const failing = (hours: number) => ({ failing: { since: ago(hours), attempts: 30 } });
  expect(failed(response(500), { endpoint: failing(120) }).endpoint.disabled?.reason).toBe("failing");
  const after = failed(response(500), { endpoint: failing(119.9) });
  expect(after.endpoint.disabled).toBeUndefined();
  expect(after.endpoint.failing).toEqual({ since: ago(119.9), attempts: 31 });
});

it("fewer failures than one message has do not disable, however long ago they began", () => {
  const failing = (attempts: number) => ({ failing: { since: ago(500), attempts } });
  expect(failed(response(500), { endpoint: failing(8) }).endpoint).toMatchObject({
    disabled: undefined,
    failing: { since: ago(500), attempts: 9 },
  });
  expect(failed(response(500), { endpoint: failing(9) }).endpoint.disabled?.reason).toBe("failing");
});

it("an endpoint with one event every five days is disabled by the second event's first failure", () => {
  let state = endpoint;
  let at = now;
  const attempts: [day: number, isDisabled: boolean][] = [];
  for (const day of [0, 5]) {
    let next: Date | undefined = new Date(now.getTime() + day * 24 * HOUR);
    for (let step = 1; next !== undefined; step++) {
      at = next;
      const after = afterFailure({ endpoint: state, result: response(500), step, now: at, random: 1 });
      state = after.endpoint;
      next = after.nextAt;
      attempts.push([day, state.disabled !== undefined]);
    }
  }
  expect(attempts).toEqual([...Array.from({ length: 10 }, () => [0, false]), [5, true]]);
});

it.each([429, 502, 503, 504])("%i with Retry-After pauses the whole endpoint", (status) => {
  const after = failed(response(status, "60"));
  expect(after.endpoint.pausedUntil).toEqual(new Date(now.getTime() + 60_000));
  expect(after.nextAt).toEqual(new Date(now.getTime() + 60_000));
});

it("a pause of the endpoint lasts an hour at most; the message waits as long as asked", () => {
  const after = failed(response(503, "7200"));
  expect(after.endpoint.pausedUntil).toEqual(new Date(now.getTime() + HOUR));
  expect(after.nextAt).toEqual(new Date(now.getTime() + 2 * HOUR));
});

it("a later response does not shorten a pause", () => {
  const pausedUntil = new Date(now.getTime() + 600_000);
  expect(failed(response(429, "1"), { endpoint: { pausedUntil } }).endpoint.pausedUntil).toEqual(pausedUntil);
  expect(failed(response(500), { endpoint: { pausedUntil } }).endpoint.pausedUntil).toEqual(pausedUntil);
});

it("Retry-After of another status is not a request for a pause", () => {
  expect(failed(response(500, "60")).endpoint.pausedUntil).toBeUndefined();
});

it("an endpoint that an admin disabled meanwhile keeps that reason", () => {
  const disabled = { reason: "by_admin" as const, at: ago(1) };
  expect(failed(response(410), { endpoint: { disabled } }).endpoint.disabled).toEqual(disabled);
});

it.each([
  [["*"], undefined],
  [["withdrawals.payout.paid.v1", "billing.stream.started.v1"], undefined],
  [[], "must name at least one event type"],
  [["*", "withdrawals.payout.paid.v1"], '"*" stands alone'],
  [["withdrawals.payout.paid.v1", "withdrawals.payout.paid.v1"], "names a type twice"],
  [["wallet.minutes.posted.v1"], "has a type that webhooks do not know"],
  [["toString"], "has a type that webhooks do not know"],
])("the filter %j: %s", (types, problem) => {
  expect(eventTypesProblem(types)).toBe(problem);
});

const nothing = { url: undefined, description: undefined, eventTypes: undefined, enabled: undefined };
const troubled = {
  ...endpoint,
  failing: { since: ago(3), attempts: 4 },
  pausedUntil: new Date(now.getTime() + HOUR),
};

it("a change of the URL forgets the failures and the pause; of the description it does not", () => {
  const moved = changed(troubled, { ...nothing, url: "https://example.com/2" }, now);
  expect(moved).toMatchObject({ url: "https://example.com/2", failing: undefined, pausedUntil: undefined });
  expect(changed(troubled, { ...nothing, description: "new" }, now).failing).toEqual(troubled.failing);
});

it("enabling forgets why it was disabled; disabling twice keeps the first reason", () => {
  const disabled = { ...troubled, disabled: { reason: "failing" as const, at: ago(2) } };
  expect(changed(disabled, { ...nothing, enabled: true }, now)).toMatchObject({
    disabled: undefined,
    failing: undefined,
  });
  expect(changed(disabled, { ...nothing, enabled: false }, now).disabled).toEqual(disabled.disabled);
  expect(changed(endpoint, { ...nothing, enabled: false }, now).disabled?.reason).toBe("by_admin");
  expect(changed(disabled, nothing, now)).toEqual(disabled);
});
