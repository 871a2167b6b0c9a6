import { one, type Sql } from "@metercast/postgres";
import type { ViewerFunds } from "../../../ports/funds.ts";
import * as statements from "./standing.queries.ts";

const NO_SESSION = "00000000-0000-0000-0000-000000000000";

export async function readStanding(
  sql: Sql,
  userId: string,
  sessions: readonly { session: string; paidMinutes: number }[],
): Promise<ViewerFunds> {
  const ids = sessions.map(({ session }) => session);
  const row = await one(sql, statements.readFunds, {
    owner: userId,
    sessions: ids,
    minutes: sessions.map(({ paidMinutes }) => paidMinutes),
    lowest: ids.toSorted()[0] ?? NO_SESSION,
  });
  if (!row) throw new Error("a standing without a row");
  return { availableTokens: row.available, paidMinutes: row.paid };
}
