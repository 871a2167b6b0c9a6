import { newUuid } from "@metercast/contracts";
import { execute, one } from "@metercast/postgres";
import type { Cases } from "../../ports/cases.ts";
import type { Database } from "./database.ts";
import { countOpenCases, settleCase } from "./top-ups.queries.ts";

/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

/** Cases for a person, in Postgres. */
export function caseStore(database: Database): Cases {
  return {
    async open({ kind, topUpId, objectId, detail }) {
      const data = { id: newUuid(Date.now()), kind, topUpId: topUpId ?? null, objectId, detail };
      return (await database.topUpCase.createMany({ data, skipDuplicates: true })).count === 1;
    },
    async settled(kind, objectId) {
      await execute(database, settleCase, { kind, objectId });
    },
    async openCount() {
      return (await one(database, countOpenCases, { most: COUNTED }))?.open ?? 0;
    },
  };
}
