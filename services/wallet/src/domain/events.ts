import { type Account, available } from "./account.ts";
import { type Crossing, crossings } from "./crossing.ts";
import type { Hold } from "./hold.ts";
import { type PostedTransfer, usersOf } from "./transfer.ts";
import type { Rejection, RequestKey, TransferRequest } from "./transfer-request.ts";

/** What the ledger announces with a change. */
export type LedgerEvent =
  | TransferPosted
  | TransferRejected
  | { type: "balance_crossed"; crossing: Crossing; account: Account }
  | { type: "hold_posted"; hold: Hold; transferId: string }
  | { type: "hold_voided"; hold: Hold };

export interface TransferPosted {
  type: "transfer_posted";
  request: RequestKey & Pick<TransferRequest, "referenceType" | "referenceId">;
  transfer: PostedTransfer;
  /** The users' accounts that it touched, afterwards. */
  accounts: Account[];
}

export interface TransferRejected {
  type: "transfer_rejected";
  request: RequestKey;
  code: Rejection;
  detail: string;
}

/** One event a transfer. */
export function transfersPosted(
  request: TransferPosted["request"],
  transfers: readonly PostedTransfer[],
  accounts: readonly Account[],
): TransferPosted[] {
  return transfers.map((transfer) => {
    const users = usersOf([transfer], "debit", "credit");
    const touched = accounts.filter(({ userId, asset }) =>
      users.some((user) => user.userId === userId && user.asset === asset),
    );
    return { type: "transfer_posted", request, transfer, accounts: touched };
  });
}

/**
 * One event for each threshold that a viewer's available tokens crossed. The accounts are in one order
 * before and after.
 */
export function balanceCrossings(
  before: readonly Account[],
  after: readonly Account[],
  lowBelow: bigint,
): LedgerEvent[] {
  return after.flatMap((account, index) => {
    const was = before[index];
    if (!was || account.asset !== "TOKEN") return [];
    return crossings(available(was), available(account), lowBelow).map((crossing) => ({
      type: "balance_crossed",
      crossing,
      account,
    }));
  });
}
