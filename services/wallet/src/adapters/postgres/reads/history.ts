import { rows } from "@metercast/postgres";
import type { Accounts } from "../../../ports/accounts.ts";
import type { Earnings } from "../../../ports/earnings.ts";
import type { EarningsPolicyHistory } from "../../../ports/earnings-policy-history.ts";
import type { Entries } from "../../../ports/entries.ts";
import type { Funds } from "../../../ports/funds.ts";
import type { Holds } from "../../../ports/holds.ts";
import type { Search } from "../../../ports/search.ts";
import type { Traces } from "../../../ports/traces.ts";
import type { Database } from "../database.ts";
import { accountsOf } from "../ledger/accounts.ts";
import { listEarningsPolicies } from "../ledger/earnings-policies.ts";
import { findHolds } from "../ledger/holds.ts";
import { platformBalances } from "../ledger/platform.ts";
import { minutesOf } from "../minutes/post-minutes.ts";
import { balancesAt } from "./balances-at.ts";
import { hourlyTotals, newestHours } from "./earnings.queries.ts";
import { readEarnedInAll, readEarnings } from "./earnings.ts";
import { listStreamEarnings, readEarningsSeries, sumEarnings } from "./earnings-series.ts";
import { listEntries } from "./entries.ts";
import { search } from "./search.ts";
import { readStanding } from "./standing.ts";
import { readStatement, readStatementTotals } from "./statement.ts";
import { postgresTraces } from "./trace.ts";

/** The ports that only read. */
export function postgresReads(database: Database): {
  accounts: Accounts;
  holds: Holds;
  entries: Entries;
  earnings: Earnings;
  funds: Funds;
  search: Search;
  traces: Traces;
  policyHistory: EarningsPolicyHistory;
} {
  return {
    accounts: {
      of: (...userIds) => accountsOf(database, ...userIds),
      platformBalances: () => platformBalances(database),
    },
    holds: { find: (ids) => findHolds(database, ids) },
    entries: {
      list: (query) => listEntries(database, query),
      statement: (query) => readStatement(database, query),
      statementTotals: (query) => readStatementTotals(database, query),
      balancesAt: (query) => balancesAt(database, query),
      minutesOf: (session, from, limit) => minutesOf(database, session, from, limit),
    },
    earnings: {
      summary: (creatorId, streams, since) => readEarnings(database, creatorId, streams, since),
      inAll: (creatorIds) => readEarnedInAll(database, creatorIds),
      newestHours: (creator, limit) => rows(database, newestHours, { creator, limit }),
      series: (query) => readEarningsSeries(database, query),
      hourly: (from) => rows(database, hourlyTotals, { from: from.toISOString() }),
      sums: (query) => sumEarnings(database, query),
      byStream: (query) => listStreamEarnings(database, query),
    },
    funds: { of: (userId, sessions) => readStanding(database, userId, sessions) },
    search: { find: (query) => search(database, query) },
    traces: postgresTraces(database),
    policyHistory: { list: (query) => listEarningsPolicies(database, query) },
  };
}
