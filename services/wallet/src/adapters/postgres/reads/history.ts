import type { History } from "../../../ports/history.ts";
import type { Database } from "../database.ts";
import { listStreamEarnings, readEarningsSeries } from "./earnings-series.ts";
import { search } from "./search.ts";
import { readStanding } from "./standing.ts";
import { readStatement } from "./statement.ts";

/** What is only read, over any time. */
export function postgresHistory(database: Database): History {
  return {
    standing: (userId, sessions) => readStanding(database, userId, sessions),
    statement: (query) => readStatement(database, query),
    earningsSeries: (query) => readEarningsSeries(database, query),
    streamEarnings: (query) => listStreamEarnings(database, query),
    search: (query) => search(database, query),
  };
}
