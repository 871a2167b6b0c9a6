import { type AnyEvent, publicId } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import type { AccountState } from "@metercast/contracts/wallet/v1/events.ts";
import { type Account, accountName, available } from "../../../domain/account.ts";
import type { LedgerEvent, TransferPosted } from "../../../domain/events.ts";
import type { Hold } from "../../../domain/hold.ts";
import { clientOf } from "../../../domain/platform-client.ts";

const WIRE_ASSETS = { TOKEN: WireAsset.ASSET_TOKEN, USD: WireAsset.ASSET_USD } as const;

const CROSSINGS = {
  low: "wallet.balance.low.v1",
  exhausted: "wallet.balance.exhausted.v1",
  recovered: "wallet.balance.recovered.v1",
} as const;

/** The event as other services read it. */
export function toWire(event: LedgerEvent): AnyEvent {
  switch (event.type) {
    case "transfer_posted":
      return { type: "wallet.transfer.posted.v1", message: transferPosted(event) };
    case "transfer_rejected": {
      const { request, code, detail } = event;
      const { source, requestId } = request;
      // Clients know the lack of funds as `insufficient_balance`.
      const wireCode = code === "insufficient_funds" ? "insufficient_balance" : code;
      return {
        type: "wallet.transfer.rejected.v1",
        message: { client: clientOf(source), requestId, code: wireCode, detail },
      };
    }
    case "balance_crossed": {
      const { userId, version, ...account } = accountState(event.account);
      const message = { userId, asset: account.asset, available: account.available, version };
      return { type: CROSSINGS[event.crossing], message };
    }
    case "hold_posted": {
      const transferId = publicId("transfer", event.transferId);
      return { type: "wallet.hold.posted.v1", message: { ...holdFields(event.hold), transferId } };
    }
    case "hold_voided":
      return { type: "wallet.hold.voided.v1", message: holdFields(event.hold) };
  }
}

function transferPosted({ request, transfer, accounts }: TransferPosted) {
  return {
    transferId: publicId("transfer", transfer.id),
    referenceType: request.referenceType,
    referenceId: request.referenceId,
    asset: WIRE_ASSETS[transfer.asset],
    amount: transfer.amount,
    debitAccount: accountName(transfer.debit),
    creditAccount: accountName(transfer.credit),
    accounts: accounts.map(accountState),
    createdAt: transfer.createdAt,
    client: clientOf(request.source),
    requestId: request.requestId,
  };
}

function holdFields({ id, referenceType, referenceId, account }: Hold) {
  return { holdId: publicId("hold", id), referenceType, referenceId, account: accountState(account) };
}

function accountState(account: Account): AccountState {
  return { ...account, asset: WIRE_ASSETS[account.asset], available: available(account) };
}
