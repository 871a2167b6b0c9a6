import { execute, one, rows } from "@metercast/postgres";
import type { DeliveryChannel, DueDelivery } from "../../domain/delivery.ts";
import type { Deliveries, DeliveryFigures } from "../../ports/deliveries.ts";
import { type Database, inTransaction } from "./database.ts";
import * as sql from "./deliveries.queries.ts";

export function postgresDeliveries(database: Database): Deliveries {
  return {
    async claim(claim) {
      const found = await inTransaction(database, async (tx) => {
        await one(tx, sql.lockChannel, { channel: claim.channel });
        return rows(tx, sql.claimDeliveries, claim);
      });
      const ordered = found
        .map((row): DueDelivery => ({ ...row, channel: row.channel as DeliveryChannel }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const groups = Map.groupBy(ordered, ({ userId, target }) => JSON.stringify([userId, target]));
      return [...groups.values()];
    },
    async postpone({ ids, claimedUntil }, repeat) {
      await execute(database, sql.postponeDeliveries, { ids: [...ids], claimedUntil, ...repeat });
    },
    async end({ ids, claimedUntil }, ending) {
      await execute(database, sql.endDeliveries, { ids: [...ids], claimedUntil, ...ending });
    },
  };
}

export async function readDeliveryFigures(database: Database, now: Date): Promise<DeliveryFigures[]> {
  const found = await rows(database, sql.readDeliveryFigures, { now });
  return found.map((row) => ({ ...row, channel: row.channel as DeliveryChannel }));
}
