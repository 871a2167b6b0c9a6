import { one, rows, type Sql } from "@metercast/postgres";
import type { Spending, SpendingEntry } from "../../../ports/spending.ts";
import * as statements from "./spending.queries.ts";
import { lastEntry } from "./versions.queries.ts";

/** Follows a viewer's tokens by the indexes of the account's entries. */
export function postgresSpending(sql: Sql): Spending {
  const receivedBefore = async (account: bigint, version: bigint) =>
    (await one(sql, statements.receivedBefore, { account, version }))?.tokens ?? 0n;
  return {
    async topUpCredits(topUpId) {
      const found = await rows(sql, statements.topUpCredits, { topUpId });
      return found.map(({ owner, ...credit }) => ({ ...credit, userId: owner }));
    },
    requestsOf: (topUpId) => rows(sql, statements.requestsOfTopUp, { topUpId }),
    changesOf: (account) => rows(sql, statements.tokenChanges, { account }),
    paidMinutesOf: (session, limit) => rows(sql, statements.paidMinutesOf, { session, limit }),
    async spentUpTo(account, version) {
      const entry = await one(sql, lastEntry, { account, version });
      return (await receivedBefore(account, version + 1n)) - (entry?.balance_after ?? 0n);
    },
    async spendingAfter(account, after, limit) {
      return (await rows(sql, statements.spendingAfter, { account, after, limit })).map(toEntry);
    },
  };
}

function toEntry(row: statements.SpendingAfterRow): SpendingEntry {
  const { version, tokens, reference_type: referenceType, session, minute, stream, cents, at } = row;
  if (session === null || minute === null || stream === null || at === null)
    return { version, tokens, referenceType, minute: undefined };
  const creator =
    row.creator === null || row.owner === null ? undefined : { account: row.creator, userId: row.owner };
  return {
    version,
    tokens,
    referenceType,
    minute: { session, minute, stream, creator, cents: cents ?? 0n, at },
  };
}
