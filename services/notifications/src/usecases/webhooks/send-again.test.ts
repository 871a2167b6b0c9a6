import { newUuid } from "@metercast/contracts";
import { expect, it } from "vitest";
import { firstIdSince } from "../../domain/webhooks/delivery.ts";
import type { RecoveredRange } from "../../ports/webhook-deliveries.ts";
import { recover, type SendAgainPorts } from "./send-again.ts";

const since = new Date("2026-12-01T03:00:00Z");
const idOf = (n: number) => newUuid(since.getTime() + n);

/** Chunks with so many rows; the endpoint is disabled after `chunks` of them. */
function stage(rows: readonly number[], enabledChunks = rows.length) {
  const ranges: RecoveredRange[] = [];
  const tx = {
    webhookEndpoints: {
      lock: async () => ({ disabled: ranges.length < enabledChunks ? undefined : { reason: "by_admin" } }),
    },
    webhookDeliveries: {
      async recover(_endpointId: string, range: RecoveredRange) {
        ranges.push(range);
        return Array.from({ length: rows[ranges.length - 1] ?? 0 }, (_, n) =>
          idOf(ranges.length * 10_000 - n),
        );
      },
    },
  };
  const ports = {
    store: { transaction: (work: (given: typeof tx) => Promise<unknown>) => work(tx) },
    clock: { now: () => since.getTime() },
    webhookSender: { wake: () => undefined },
  } as unknown as SendAgainPorts;
  return { ports, ranges };
}

it("each chunk begins behind the last one's newest id", async () => {
  const { ports, ranges } = stage([5_000, 5_000, 7]);
  expect(await recover(ports, { endpointId: "e", since })).toBe(10_007);
  expect(ranges.map(({ after }) => after.slice(0, 13))).toEqual(
    [firstIdSince(since), idOf(10_000), idOf(20_000)].map((id) => id.slice(0, 13)),
  );
});

it("an endpoint that is disabled between two chunks gets nothing more", async () => {
  const { ports, ranges } = stage([5_000, 5_000], 1);
  await expect(recover(ports, { endpointId: "e", since })).rejects.toMatchObject({
    code: "webhook_endpoint_disabled",
  });
  expect(ranges.length).toBe(1);
});

it("the bound on ids is below every delivery of an event since then", () => {
  expect(firstIdSince(since) < newUuid(since.getTime())).toBe(true);
  expect(firstIdSince(since) > newUuid(since.getTime() - 3_600_000)).toBe(true);
  expect(firstIdSince(new Date(-1))).toBe("00000000-0000-7000-8000-000000000000");
});
