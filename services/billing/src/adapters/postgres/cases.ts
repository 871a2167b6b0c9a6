import { newUuid } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import type { Cases } from "../../ports/cases.ts";

/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

/** Cases that need a person, in Postgres. */
export function caseStore(sql: Sql): Cases {
  return {
    async open({ kind, topUpId, objectId, detail }) {
      const rows = await sql.$executeRawUnsafe(
        `INSERT INTO top_up_case (id, kind, top_up_id, object_id, detail) VALUES ($1::uuid, $2, $3::uuid, $4, $5) ON CONFLICT DO NOTHING`,
        newUuid(Date.now()),
        kind,
        topUpId ?? null,
        objectId,
        detail,
      );
      return rows === 1;
    },
    async settled(kind, objectId) {
      await sql.$executeRawUnsafe(
        "UPDATE top_up_case SET resolved_at = now() WHERE kind = $1 AND object_id = $2 AND resolved_at IS NULL",
        kind,
        objectId,
      );
    },
    async openCount() {
      const [row] = await sql.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int FROM (SELECT FROM top_up_case WHERE resolved_at IS NULL LIMIT ${COUNTED}) AS open`,
      );
      return row?.count ?? 0;
    },
  };
}
