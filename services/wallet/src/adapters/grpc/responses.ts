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
import { adjustment } from "../../domain/templates.ts";
import type { Entry } from "../../ports/entries.ts";
import type { HoldState, TransferAnswer } from "../../ports/ledger.ts";
import type { AdjustmentRequest } from "../../usecases/adjust.ts";
import type { TopUp } from "../../usecases/top-up.ts";

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

export function toHold({
  id,
  userId,
  asset,
  amount,
  status,
  referenceType,
  referenceId,
}: HoldState): WireHold {
  const holdId = publicId("hold", id);
  return {
    holdId,
    userId,
    asset: wireAsset(asset),
    amount,
    status: HOLD_STATUS[status],
    referenceType,
    referenceId,
  };
}

export function toEntry({ id, direction, asset, ...rest }: Entry): WireEntry {
  const wire = direction === "credit" ? WireDirection.DIRECTION_CREDIT : WireDirection.DIRECTION_DEBIT;
  return { ...rest, entryId: id, direction: wire, asset: wireAsset(asset) };
}

export function toTransferPosted(
  asked: AdjustmentRequest,
  answer: TransferAnswer & { outcome: "posted" },
): TransferPosted {
  const [movement] = adjustment(asked.userId, asked.asset, asked.direction, asked.amount);
  return {
    transferId: publicId("transfer", answer.transferId),
    referenceType: asked.referenceType,
    referenceId: asked.referenceId,
    asset: wireAsset(asked.asset),
    amount: asked.amount,
    debitAccount: movement ? accountName(movement.debit) : "",
    creditAccount: movement ? accountName(movement.credit) : "",
    accounts: answer.accounts.map((account) => toAccount(account)),
    createdAt: answer.createdAt,
    client: "",
    requestId: asked.requestId,
  };
}

export function toTopUpPosted(asked: TopUp, answer: TransferAnswer & { outcome: "posted" }): TransferPosted {
  return {
    transferId: publicId("transfer", answer.transferId),
    referenceType: "TOP_UP",
    referenceId: asked.topUpId,
    asset: WireAsset.ASSET_TOKEN,
    amount: asked.tokens,
    debitAccount: "issued_tokens",
    creditAccount: accountName({ userId: asked.userId, asset: "TOKEN" }),
    accounts: answer.accounts.map((account) => toAccount(account)),
    createdAt: answer.createdAt,
    client: "",
    requestId: asked.topUpId,
  };
}
