import { expect, it } from "vitest";
import { type ReceiveRailWebhookPorts, receiveRailWebhook } from "./receive-rail-webhook.ts";

/** A rail whose every webhook is genuine and has this id. */
function portsOf(id: string): { ports: ReceiveRailWebhookPorts; kept: string[] } {
  const kept: string[] = [];
  const webhooks = { read: () => Promise.resolve({ id, type: "x", notice: undefined }) };
  const railEvents = {
    store: (_: string, event: { id: string }) => Promise.resolve(kept.push(event.id) > 0),
  };
  const rails = new Map([["paypal", { webhooks }]]);
  const ports = { rails, railEvents, railInbox: { wake: () => undefined } };
  return { ports: ports as unknown as ReceiveRailWebhookPorts, kept };
}
const received = { rail: "paypal", payload: new Uint8Array(), headers: {} };

it.each(["", "e".repeat(201)])("an event id that no table keeps is the sender's fault: %j", async (id) => {
  const { ports, kept } = portsOf(id);
  await expect(receiveRailWebhook(ports, received)).rejects.toMatchObject({ code: "malformed_request" });
  expect(kept).toEqual([]);
});

it.each(["e", "e".repeat(200)])("an id of up to 200 characters is kept: %j", async (id) => {
  const { ports, kept } = portsOf(id);
  expect(await receiveRailWebhook(ports, received)).toBe(true);
  expect(kept).toEqual([id]);
});
