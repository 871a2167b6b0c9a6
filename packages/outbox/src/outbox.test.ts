import type { AnyEvent } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import { expect, it } from "vitest";
import { wakingAfterCommit } from "./outbox.ts";

const EVENT: AnyEvent = {
  type: "billing.stream.ended.v1",
  message: { streamId: "str_1", creatorId: "carla", endedBy: "carla", endedAt: new Date(0) },
};

/** A transaction whose steps are listed in order, with the relay's wake-ups. */
function stage() {
  const steps: string[] = [];
  const sql = { $executeRawUnsafe: async () => steps.push("append") } as unknown as Sql;
  const relay = { wake: () => void steps.push("wake") };
  return { steps, sql, relay };
}

it("the relay wakes once, after the commit, where a transaction appended events", async () => {
  const { steps, sql, relay } = stage();
  const result = await wakingAfterCommit(relay, async (append) => {
    await append(sql, [EVENT]);
    await append(sql, [EVENT]);
    steps.push("commit");
    return 7;
  });
  expect(result).toBe(7);
  expect(steps).toEqual(["append", "append", "commit", "wake"]);
});

it("a transaction without events, or that is rolled back, wakes nobody", async () => {
  const { steps, sql, relay } = stage();
  await wakingAfterCommit(relay, (append) => append(sql, []));
  const rolledBack = wakingAfterCommit(relay, async (append) => {
    await append(sql, [EVENT]);
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(steps).toEqual(["append"]);
});
