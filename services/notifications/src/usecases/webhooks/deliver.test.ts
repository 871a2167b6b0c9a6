import type { Clock, Logger } from "@metercast/runtime";
import { expect, it } from "vitest";
import type { WebhookEndpoint } from "../../domain/webhooks/endpoint.ts";
import type { GuardedResult } from "../../ports/egress.ts";
import type { SettledAttempt } from "../../ports/webhook-deliveries.ts";
import type { SignedContent } from "../../ports/webhook-keys.ts";
import { type DeliverPorts, deliver } from "./deliver.ts";

const STARTED = Date.parse("2026-12-01T03:00:00.400Z");
const SECRET = { endpointId: "e", version: 1, keyId: "k", sealed: new Uint8Array() };
const delivery = {
  id: "d",
  endpointId: "e",
  url: "https://old.example.com/",
  messageId: "msg_1",
  body: "{}",
  number: 3,
  step: 2,
  claimedUntil: new Date(STARTED + 45_000),
};
const endpoint: WebhookEndpoint = {
  id: "e",
  url: delivery.url,
  description: "",
  eventTypes: ["*"],
  disabled: undefined,
  failing: undefined,
  pausedUntil: undefined,
  createdAt: new Date(0),
};

interface Setting {
  status?: number;
  stored?: Partial<WebhookEndpoint>;
  /** Transactions that fail first. */
  outage?: number;
}

/** One attempt's surroundings, and what came of it. */
function stage({ status = 204, stored = {}, outage = 0 }: Setting = {}) {
  let now = STARTED;
  let failures = outage;
  const settled: SettledAttempt[] = [];
  const updated: WebhookEndpoint[] = [];
  const postponed: Date[] = [];
  const signed: SignedContent[] = [];
  const counted: string[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const tx = {
    webhookEndpoints: {
      lock: async () => ({ ...endpoint, ...stored }),
      update: async (changed: WebhookEndpoint) => void updated.push(changed),
    },
    webhookDeliveries: {
      settle: async (attempt: SettledAttempt) => settled.push(attempt) > 0,
    },
  };
  const response: GuardedResult = {
    outcome: "response",
    status,
    headers: { "retry-after": "600" },
    body: Buffer.from(""),
    truncated: false,
    durationMs: 20,
  };
  const sent: string[] = [];
  const ports = {
    store: {
      async transaction(work: (given: typeof tx) => Promise<unknown>) {
        if (failures-- > 0) throw new Error("Postgres restarts");
        return work(tx);
      },
    },
    webhookQueue: {
      postpone: async (_id: string, _number: number, until: Date) => void postponed.push(until),
    },
    webhookKeys: {
      sign: (_secrets: unknown, content: SignedContent) => {
        signed.push(content);
        return "v1,x";
      },
    },
    egress: {
      request: async (url: string) => {
        sent.push(url);
        return response;
      },
    },
    relay: { wake: () => undefined },
    clock,
    log: { warn: () => undefined, error: () => undefined } as unknown as Logger,
    random: () => 0,
    countAttempt: (error: string) => void counted.push(error),
  } as unknown as DeliverPorts;
  return { ports, clock, settled, updated, postponed, signed, counted, sent };
}

it("an endpoint without secrets was deleted: nothing is sent", async () => {
  const { ports, sent, settled, postponed } = stage();
  await deliver(ports, delivery, []);
  expect({ sent, settled }).toEqual({ sent: [], settled: [] });
  expect(postponed).toEqual([new Date(STARTED + 60_000)]);
});

it("each attempt signs its own time", async () => {
  const { ports, clock, signed } = stage();
  await deliver(ports, delivery, [SECRET]);
  await clock.sleep(5_000);
  await deliver(ports, delivery, [SECRET]);
  expect(signed.map(({ id, timestamp }) => [id, timestamp])).toEqual([
    ["msg_1", Math.floor(STARTED / 1_000)],
    ["msg_1", Math.floor(STARTED / 1_000) + 5],
  ]);
});

it.each([204, 410, 429, 500])(
  "status %i of an earlier URL says nothing about the endpoint",
  async (status) => {
    const failing = { since: new Date(0), attempts: 50 };
    const { ports, settled, updated } = stage({
      status,
      stored: { url: "https://new.example.com/", failing },
    });
    await deliver(ports, delivery, [SECRET]);
    expect(updated).toEqual([]);
    const isDelivered = status === 204;
    expect(settled).toMatchObject([
      {
        state: isDelivered ? "delivered" : "pending",
        nextAt: isDelivered ? undefined : new Date(STARTED + 300_000),
      },
    ]);
  },
);

it("the present URL's response counts for the endpoint", async () => {
  const { ports, updated } = stage({ status: 500 });
  await deliver(ports, delivery, [SECRET]);
  expect(updated).toMatchObject([{ failing: { since: new Date(STARTED), attempts: 1 } }]);
});

it("an outcome is stored after an outage of Postgres, and counted once", async () => {
  const { ports, settled, counted, sent } = stage({ outage: 6 });
  await deliver(ports, delivery, [SECRET]);
  expect(settled).toMatchObject([{ state: "delivered", number: 3 }]);
  expect(counted).toEqual([""]);
  expect(sent.length).toBe(1);
});

it("storing is given up before the claim's end: another attempt may begin then", async () => {
  const { ports, clock, settled } = stage({ outage: 1_000 });
  await expect(deliver(ports, delivery, [SECRET])).rejects.toThrow("Postgres restarts");
  expect(settled).toEqual([]);
  const leftMs = delivery.claimedUntil.getTime() - clock.now();
  expect(leftMs).toBeGreaterThanOrEqual(5_000);
  expect(leftMs).toBeLessThan(10_000);
});
