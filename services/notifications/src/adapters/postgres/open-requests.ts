import { execute, one } from "@metercast/postgres";
import type { OpenRequestWrites } from "../../ports/open-requests.ts";
import type { Connection } from "./database.ts";
import * as sql from "./open-requests.queries.ts";

export function openRequestWrites(tx: Connection): OpenRequestWrites {
  return {
    async open(request) {
      await execute(tx, sql.openRequest, request);
    },
    async close(withdrawalId, now) {
      await execute(tx, sql.closeRequest, { withdrawalId, now });
    },
    announceOldest: (requestedBefore, now) => one(tx, sql.announceOldest, { requestedBefore, now }),
  };
}
