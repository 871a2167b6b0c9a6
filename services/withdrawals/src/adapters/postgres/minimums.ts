import type { Minimums } from "../../ports/minimums.ts";
import type { Database } from "./database.ts";

export function postgresMinimums(database: Database): Minimums {
  return {
    async of(creatorId) {
      const row = await database.minimumChange.findFirst({ where: { creatorId }, orderBy: { id: "desc" } });
      return row?.amount;
    },
    async waive(waiver) {
      await database.minimumChange.create({ data: waiver });
    },
  };
}
