import type { Account } from "../domain/account.ts";
import type { Day } from "../domain/day.ts";
import { drawFromReserve } from "../domain/reserve-lot.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { endLot, placeLot } from "./lots.ts";

export interface DrawReserveRequest {
  /** As the caller's transaction has locked it. */
  account: Account;
  /** Positive. */
  cents: bigint;
  nowMs: number;
}

export interface DrawnReserve {
  /** After the draw, as it is written: the drawn cents are no longer held. */
  account: Account;
  /** Cents: what was asked for, or all that the reserve has. */
  drawn: bigint;
}

/**
 * Frees cents of a creator's reserve inside the caller's transaction, which takes the money from the account
 * after that. The lots that would be released first are drawn from first. A lot that is partly drawn from
 * ends, and a smaller one with its date takes its place. What the terms withhold and no lot holds yet is
 * not part of the reserve: it is posted − held of the account.
 */
export async function drawReserve(
  tx: LedgerTransaction,
  { account, cents, nowMs }: DrawReserveRequest,
): Promise<DrawnReserve> {
  const { drawn, ended, remainder } = drawFromReserve(await tx.openLots(account.account), cents);
  let after = account;
  for (const lot of ended) after = await endLot(tx, after, lot);
  if (remainder) {
    const share = await shareOf(tx, account.account, remainder.day);
    after = await placeLot(tx, after, { ...remainder, share }, nowMs);
  }
  return { account: after, drawn };
}

/** What the terms reserved of the day; the smaller lot carries it on. */
async function shareOf(tx: LedgerTransaction, account: bigint, day: Day): Promise<bigint> {
  const first = (await tx.reservedByDay(account, day)).find((placed) => placed.day === day);
  if (!first) throw new Error("a lot has a first part");
  return first.cents;
}
