import type { Account } from "../domain/account.ts";
import { dayOf } from "../domain/day.ts";
import { dueLots } from "../domain/reserve-lot.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { endLot } from "./lots.ts";

/** Releases an account's lots whose time is over. Needs the account's lock, and writes its balance. */
export async function releaseDueLots(
  tx: LedgerTransaction,
  account: Account,
  nowMs: number,
): Promise<Account> {
  let after = account;
  for (const lot of dueLots(await tx.openLots(account.account), dayOf(nowMs)))
    after = await endLot(tx, after, lot);
  return after;
}
