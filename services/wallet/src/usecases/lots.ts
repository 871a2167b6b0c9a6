import { newUuid } from "@metercast/contracts";
import type { Account } from "../domain/account.ts";
import { isoDay } from "../domain/day.ts";
import { type Hold, release } from "../domain/hold.ts";
import { RESERVE, type ReserveLot } from "../domain/reserve-lot.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";

export interface PlacedLot extends Pick<ReserveLot, "day" | "part" | "cents" | "releaseOn"> {
  /** Cents that the terms reserved of the day. */
  share: bigint;
}

/** Holds a lot's cents on its account. Needs the account's lock, and writes its balance. */
export async function placeLot(
  tx: LedgerTransaction,
  account: Account,
  { cents, ...lot }: PlacedLot,
  nowMs: number,
): Promise<Account> {
  if (cents === 0n) {
    await tx.insertLot(account.account, { ...lot, held: undefined });
    return account;
  }
  const after = { ...account, held: account.held + cents, version: account.version + 1n };
  const hold = holdOf({ ...lot, cents, holdId: newUuid(nowMs) }, after);
  await tx.writeBalances([after]);
  await tx.insertHold(hold);
  await tx.insertLot(account.account, { ...lot, held: { cents, holdId: hold.id } });
  return after;
}

/** Ends an open lot: its cents are available. Needs the account's lock, and writes its balance. */
export async function endLot(tx: LedgerTransaction, account: Account, lot: ReserveLot): Promise<Account> {
  const hold = holdOf(lot, account);
  const ended: Hold = { ...hold, status: "voided", account: release(hold, account) };
  await tx.writeBalances([ended.account]);
  await tx.markHoldEnded(ended, "voided");
  await tx.markLotEnded(account.account, lot);
  await tx.appendEvents([{ type: "hold_voided", hold: ended }]);
  return ended.account;
}

const holdOf = (
  { holdId, cents, day }: Pick<ReserveLot, "holdId" | "cents" | "day">,
  account: Account,
): Hold => ({
  id: holdId,
  userId: account.userId,
  asset: "USD",
  amount: cents,
  status: "held",
  referenceType: RESERVE,
  referenceId: isoDay(day),
  transferId: undefined,
  account,
});
