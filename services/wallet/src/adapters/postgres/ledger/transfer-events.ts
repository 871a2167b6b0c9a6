import { type AnyEvent, publicId } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import type { AccountState } from "@metercast/contracts/wallet/v1/events.ts";
import type { Asset } from "@metercast/money";
import { type Account, accountName, available } from "../../../domain/account.ts";
import type { AppliedMovement } from "../../../domain/apply.ts";
import { crossings } from "../../../domain/crossing.ts";
import type { TransferRequest } from "../../../ports/ledger.ts";

/** Sources of platform clients are "platform:<client>"; every other source is one of our own. */
export const PLATFORM_SOURCE = "platform:";
const clientOf = (source: string) =>
  source.startsWith(PLATFORM_SOURCE) ? source.slice(PLATFORM_SOURCE.length) : "";

const WIRE_ASSETS = { TOKEN: WireAsset.ASSET_TOKEN, USD: WireAsset.ASSET_USD } as const;
export const wireAsset = (asset: Asset): WireAsset => WIRE_ASSETS[asset];

export function accountState(account: Account): AccountState {
  const { userId, asset, posted, held, version } = account;
  return {
    userId,
    asset: wireAsset(asset),
    posted,
    held,
    available: available(account),
    version,
    account: account.account,
  };
}

type Announced = { id: string; createdAt: Date; movement: AppliedMovement | undefined };

/** One `wallet.transfer.posted.v1` a transfer. Without a movement (an answer given again) it is the request's first. */
export function postedEvents(
  request: Pick<TransferRequest, "source" | "requestId" | "referenceType" | "referenceId" | "movements">,
  transfers: readonly Announced[],
  accounts: readonly Account[],
): AnyEvent[] {
  return transfers.flatMap(({ id, createdAt, movement: applied }) => {
    const movement = applied ?? request.movements[0];
    if (!movement) return [];
    const touched = [movement.debit, movement.credit].filter((side) => "userId" in side);
    return {
      type: "wallet.transfer.posted.v1",
      message: {
        transferId: publicId("transfer", id),
        referenceType: request.referenceType,
        referenceId: request.referenceId,
        asset: wireAsset(movement.asset),
        amount: movement.amount,
        debitAccount: accountName(movement.debit),
        creditAccount: accountName(movement.credit),
        accounts: accounts
          .filter((account) =>
            touched.some((side) => side.userId === account.userId && side.asset === account.asset),
          )
          .map(accountState),
        createdAt,
        client: clientOf(request.source),
        requestId: request.requestId,
      },
    };
  });
}

export function refusedEvent(
  request: Pick<TransferRequest, "source" | "requestId">,
  code: string,
  detail = "",
): AnyEvent {
  return {
    type: "wallet.transfer.rejected.v1",
    message: { client: clientOf(request.source), requestId: request.requestId, code, detail },
  };
}

const WARNINGS = {
  low: "wallet.balance.low.v1",
  exhausted: "wallet.balance.exhausted.v1",
  recovered: "wallet.balance.recovered.v1",
} as const;

/** One event for each mark that a viewer's available tokens crossed. */
export function warningEvents(
  before: readonly Account[],
  after: readonly Account[],
  lowBelow: bigint,
): AnyEvent[] {
  return after.flatMap((account, i) => {
    const was = before[i];
    if (!was || account.asset !== "TOKEN") return [];
    return crossings(available(was), available(account), lowBelow).map((crossing) => ({
      type: WARNINGS[crossing],
      message: {
        userId: account.userId,
        asset: wireAsset(account.asset),
        available: available(account),
        version: account.version,
      },
    }));
  });
}
