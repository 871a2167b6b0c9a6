import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../domain/principal.ts";
import { readerOf, type Withdrawal, type WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Page, PageRequest } from "../../ports/calls.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { ownerOf } from "../owner.ts";

export interface ListWithdrawalsPorts {
  withdrawals: Pick<Withdrawals, "listWithdrawals">;
}

export interface ListWithdrawalsRequest extends PageRequest {
  status: WithdrawalStatus | undefined;
  /** Whose; undefined: a creator's own, for an admin everybody's. */
  userId: string | undefined;
  needsReview: boolean;
  /** Only those that a schedule asked for, or only the others; undefined: all. */
  scheduled?: boolean | undefined;
}

/** @throws forbidden, not_found */
export async function listWithdrawals(
  { withdrawals }: ListWithdrawalsPorts,
  { userId, ...request }: ListWithdrawalsRequest,
  principal: Principal,
): Promise<Page<Withdrawal>> {
  const isAdmin = readerOf(principal.roles) === "admin";
  if (request.needsReview && !isAdmin) throw new MetercastError("forbidden", "attention is for admins");
  const creatorId = isAdmin ? userId : ownerOf(principal, userId);
  return withdrawals.listWithdrawals({ ...request, creatorId });
}
