import { one, rows, type Sql } from "@metercast/postgres";
import type { Account } from "../../../domain/account.ts";
import * as statements from "./versions.queries.ts";

/** The newest entry with at most this version. */
export const last = (
  sql: Sql,
  { account }: Account,
  version: bigint,
): Promise<statements.LastEntryRow | undefined> => one(sql, statements.lastEntry, { account, version });

/**
 * Times follow versions but for the length of a transaction: an earlier transaction may commit later. All
 * are over well before this.
 */
const SLACK_MS = 20_000;
const SCAN = 1_000;

/**
 * The greatest version of an entry from before a time; 0: there is none. Some twenty looks, however long
 * the history is; fewer with a version that is `surelyBefore`.
 */
export async function lastBefore(
  sql: Sql,
  account: Account,
  timeMs: number,
  surelyBefore = 0n,
): Promise<bigint> {
  // Halves the versions between one that is surely before the time and one that surely isn't.
  let low = surelyBefore;
  let high = account.version + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    const entry = await last(sql, account, middle);
    if (entry === undefined || entry.created_at.getTime() < timeMs - SLACK_MS) low = middle;
    // Nothing lies between the entry and the middle: those versions are holds.
    else high = entry.version;
  }
  // What is near the time is looked at one by one.
  let found = (await last(sql, account, low))?.version ?? 0n;
  for (let after = low, surelyLater = false; !surelyLater; ) {
    const entries = await rows(sql, statements.entriesBetween, {
      account: account.account,
      after,
      last: account.version,
      limit: SCAN,
    });
    for (const { version, created_at } of entries) {
      surelyLater ||= created_at.getTime() >= timeMs + SLACK_MS;
      if (created_at.getTime() < timeMs) found = version;
      after = version;
    }
    surelyLater ||= entries.length < SCAN;
  }
  return found;
}
