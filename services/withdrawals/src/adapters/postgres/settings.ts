import type { Limits } from "../../ports.ts";
import type { Database } from "./client.ts";

/** Waivers of the minimum: each kept, the latest counts. */
export function postgresLimits(database: Database): Limits {
  return {
    async waiverOf(creatorId) {
      const row = await database.minimumChange.findFirst({ where: { creatorId }, orderBy: { id: "desc" } });
      return row?.amount;
    },
    async waive(creatorId, amount, reason, actorId) {
      await database.minimumChange.create({ data: { creatorId, amount, reason, actorId } });
    },
  };
}
