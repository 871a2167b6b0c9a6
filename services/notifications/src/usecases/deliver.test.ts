import type { Logger } from "@metercast/runtime";
import { expect, it } from "vitest";
import type { DueDelivery } from "../domain/delivery.ts";
import { type DeliverPorts, deliverer, LEASE_MS } from "./deliver.ts";

const START = Date.parse("2026-12-01T12:00:00Z");
const ONE = { id: "1", attempts: 0, attemptedAt: new Date(START) } as DueDelivery;

/** One due mail that is sent, and a database that fails while `isAway`. */
function stage(isAway: (now: number, tries: number) => boolean, sleeps = true) {
  const seen = { now: START, sent: 0, tries: 0, settled: 0 };
  const ports = {
    channel: "email",
    deliveries: {
      claim: async () => [[ONE]],
      async end() {
        seen.tries += 1;
        if (isAway(seen.now, seen.tries)) throw new Error("no database");
        seen.settled += 1;
      },
      postpone: () => Promise.reject(new Error("not expected")),
    },
    sender: {
      async send() {
        seen.sent += 1;
        return { outcome: "sent" };
      },
    },
    clock: {
      now: () => seen.now,
      monotonic: () => seen.now,
      sleep(ms: number) {
        seen.now += ms;
        return sleeps ? Promise.resolve() : new Promise(() => undefined);
      },
    },
    log: { info() {}, warn() {}, error() {} } as unknown as Logger,
    count() {},
  } satisfies DeliverPorts as DeliverPorts;
  const work = deliverer(ports);
  return { seen, work, roomAgain: new Promise<void>((resolve) => (work.onRoom = resolve)) };
}

it("a mail that is sent is settled when the database comes back", async () => {
  const { seen, work, roomAgain } = stage((now) => now < START + 60_000);
  await work.run();
  await roomAgain;
  expect(seen).toMatchObject({ sent: 1, settled: 1 });
});

it("settling ends before another process may claim the mail", async () => {
  const { seen, work, roomAgain } = stage(() => true);
  await work.run();
  await roomAgain;
  expect(seen).toMatchObject({ sent: 1, settled: 0 });
  expect(seen.tries).toBeGreaterThan(10);
  expect(seen.now).toBeLessThan(START + LEASE_MS);
});

it("a process that ends waits for no database", async () => {
  const { seen, work } = stage(() => true, false);
  await work.run();
  await work.idle();
  expect(seen).toMatchObject({ sent: 1, settled: 0, tries: 1 });
});
