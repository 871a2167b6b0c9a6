import { EVENTS, type EventType, encodeEvent } from "@metercast/contracts";
import { expect, it } from "vitest";
import { EXAMPLES } from "../../../../../packages/contracts/src/examples.ts";
import { WEBHOOK_EVENT_TYPES, type WebhookEventType } from "./event-types.ts";
import { messageOf, sequenceOf, testMessage } from "./message.ts";

const ID = "019b1c2d-3e4f-7abc-8def-0123456789ab";
const at = new Date("2026-12-01T03:00:00Z");
function event(type: WebhookEventType) {
  const data = JSON.parse(Buffer.from(encodeEvent(type, EXAMPLES[type] as never).payload).toString());
  return { id: ID, type, at, data };
}

it("endpoints may ask for every public JSON event of billing, wallet and withdrawals, and no other", () => {
  const isPublic = (type: string) =>
    /^(billing|wallet|withdrawals)\./.test(type) &&
    EVENTS[type as EventType].contentType === "application/json";
  expect([...WEBHOOK_EVENT_TYPES].sort()).toEqual(Object.keys(EVENTS).filter(isPublic).sort());
});

it.each(WEBHOOK_EVENT_TYPES)(
  "%s: the body is type, timestamp and the event with sequence and object",
  (type) => {
    const message = messageOf(event(type));
    expect(message.object).not.toBe("");
    expect(JSON.parse(message.body)).toEqual({
      type,
      timestamp: "2026-12-01T03:00:00.000Z",
      data: { ...event(type).data, sequence: sequenceOf(ID, at), object: message.object },
    });
  },
);

it("the sequence ascends with the id's millisecond and its fraction, and is a safe integer", () => {
  const ids = ["019b1c2d-3e4f-7000", "019b1c2d-3e4f-7001", "019b1c2d-3e4f-7fff", "019b1c2d-3e50-7000"];
  const sequences = ids.map((id) => sequenceOf(`${id}-8def-0123456789ab`, at));
  expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
  expect(new Set(sequences).size).toBe(4);
  const last = sequenceOf("01fbb5b8-7bff-7fff-8def-0123456789ab", at);
  expect(new Date(Math.floor(last / 4_096)).getUTCFullYear()).toBe(2039);
  expect(Number.isSafeInteger(last)).toBe(true);
});

it("an id of another form falls back to the event's time", () => {
  expect(sequenceOf("WALLET:17", at)).toBe(at.getTime() * 4_096);
});

it("a test message names its endpoint", () => {
  const { body } = testMessage(ID, "whe_1", at);
  expect(JSON.parse(body)).toMatchObject({ type: "metercast.webhook.test.v1", data: { object: "whe_1" } });
});
