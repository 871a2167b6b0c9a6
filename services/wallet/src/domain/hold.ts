import type { Asset } from "@metercast/money";
import { type Account, available } from "./account.ts";
import { type Applied, applyTransfers } from "./apply-transfers.ts";
import { holdPosted } from "./templates.ts";

export interface NewHold {
  id: string;
  userId: string;
  asset: Asset;
  /** Minor units, positive. */
  amount: bigint;
  referenceType: string;
  referenceId: string;
}

/** A hold is held, then posted or voided, once. */
export interface Hold extends NewHold {
  status: "held" | "posted" | "voided";
  /** Of a posted hold. */
  transferId: string | undefined;
  account: Account;
}

export type HoldEnd = "posted" | "voided";

/**
 * Places a hold on its account, or gives the reason against it. The earlier hold with its id is given
 * again.
 */
export function place(
  wanted: NewHold,
  account: Account | undefined,
  earlier: Hold | undefined,
): Hold | "insufficient_funds" | "idempotency_conflict" {
  if (earlier) {
    const isSame =
      earlier.userId === wanted.userId && earlier.asset === wanted.asset && earlier.amount === wanted.amount;
    return isSame ? earlier : "idempotency_conflict";
  }
  if (!account || available(account) < wanted.amount) return "insufficient_funds";
  const held = account.held + wanted.amount;
  return {
    ...wanted,
    status: "held",
    transferId: undefined,
    account: { ...account, held, version: account.version + 1n },
  };
}

/** Whether a hold may end so: it ends now, it has ended so before, or it has ended otherwise. */
export function judgeEnd({ status }: Hold, end: HoldEnd): "ends" | "ended" | "hold_posted" | "hold_voided" {
  if (status === "held") return "ends";
  if (status === end) return "ended";
  return status === "posted" ? "hold_posted" : "hold_voided";
}

/** The hold's transfer: it spends what was held, in one step, so no other debit can come between. */
export function post({ userId, amount }: Hold, account: Account): Applied & { account: Account } {
  const released = { ...account, held: account.held - amount };
  const applied = applyTransfers(holdPosted(userId, amount), [released]);
  const [after] = typeof applied === "string" ? [] : applied.accounts;
  if (typeof applied === "string" || !after) throw new Error("an account covers its holds");
  return { ...applied, account: after };
}

/** The account after its hold is released: no money moves, but the account takes a version. */
export function release({ amount }: Hold, account: Account): Account {
  return { ...account, held: account.held - amount, version: account.version + 1n };
}
