import { publicId } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import type { TransferPosted } from "@metercast/contracts/wallet/v1/events.ts";
import {
  HoldStatus,
  type Account as WireAccount,
  Direction as WireDirection,
  type Entry as WireEntry,
  type Hold as WireHold,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Asset } from "@metercast/money";
import { type Account, accountName, available } from "../../domain/account.ts";
import type { Hold } from "../../domain/hold.ts";
import type { TransferRequest } from "../../domain/transfer-request.ts";
import type { Entry } from "../../ports/entries.ts";
import type { Posted } from "../../usecases/post-transfer.ts";

export const wireAsset = (asset: Asset): WireAsset =>
  asset === "TOKEN" ? WireAsset.ASSET_TOKEN : WireAsset.ASSET_USD;
const HOLD_STATUS = {
  held: HoldStatus.HOLD_STATUS_HELD,
  posted: HoldStatus.HOLD_STATUS_POSTED,
  voided: HoldStatus.HOLD_STATUS_VOIDED,
} as const;

export function toAccount(account: Account): WireAccount {
  return { ...account, asset: wireAsset(account.asset), available: available(account) };
}

export function toHold({ id, userId, asset, amount, status, referenceType, referenceId }: Hold): WireHold {
  return {
    holdId: publicId("hold", id),
    userId,
    asset: wireAsset(asset),
    amount,
    status: HOLD_STATUS[status],
    referenceType,
    referenceId,
  };
}

export const toHeld = (hold: Hold) => ({ hold: toHold(hold), account: toAccount(hold.account) });

export function toEntry({ id, direction, asset, ...rest }: Entry): WireEntry {
  const wire = direction === "credit" ? WireDirection.DIRECTION_CREDIT : WireDirection.DIRECTION_DEBIT;
  return { ...rest, entryId: id, direction: wire, asset: wireAsset(asset) };
}

/** The request's first transfer. */
export function toTransferPosted(
  { referenceType, referenceId, requestId }: TransferReference,
  { transfer, accounts }: Posted,
): TransferPosted {
  return {
    transferId: publicId("transfer", transfer.id),
    referenceType,
    referenceId,
    asset: wireAsset(transfer.asset),
    amount: transfer.amount,
    debitAccount: accountName(transfer.debit),
    creditAccount: accountName(transfer.credit),
    accounts: accounts.map(toAccount),
    createdAt: transfer.createdAt,
    client: "",
    requestId,
  };
}

type TransferReference = Pick<TransferRequest, "referenceType" | "referenceId" | "requestId">;
