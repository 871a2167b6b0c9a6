import { callableBy, publicId, uuidOf, WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import {
  HoldStatus,
  WalletServiceService,
  type Hold as WireHold,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Caller, callGrpc, MetercastError } from "@metercast/runtime";
import type { HoldView, Wallet } from "../../ports/wallet.ts";

const WALLET = callableBy("withdrawals", WalletServiceService, WALLET_CALLERS);

export const connectWallet = (address: string, deadlineMs: number) =>
  callGrpc(WALLET, address, { deadlineMs });

const STATUS: Partial<Record<HoldStatus, HoldView["status"]>> = {
  [HoldStatus.HOLD_STATUS_HELD]: "held",
  [HoldStatus.HOLD_STATUS_POSTED]: "posted",
  [HoldStatus.HOLD_STATUS_VOIDED]: "voided",
};

export function grpcWallet(caller: Caller<typeof WALLET>): Wallet {
  return {
    async placeHold({ id, userId, amount, channel }) {
      const { hold } = await caller.placeHold({
        holdId: publicId("hold", id),
        userId,
        asset: Asset.ASSET_USD,
        amount,
        referenceType: "WITHDRAWAL",
        referenceId: publicId("withdrawal", id),
        channel,
      });
      if (!hold) throw new MetercastError("internal", "the wallet answered without a hold");
      return toHold(hold);
    },
    async holds(ids) {
      const { holds } = await caller.getHolds({ holdIds: ids.map((id) => publicId("hold", id)) });
      return holds.map(toHold);
    },
    async outside() {
      const { balances } = await caller.getPlatformBalances({});
      const balanceOf = (account: string) => balances.find(({ name }) => name === account)?.balance ?? 0n;
      // Balances are credits minus debits: money outside is a debit balance.
      return { atStripe: -balanceOf("external_stripe"), inTransit: balanceOf("payouts_in_transit") };
    },
    async availability(userId) {
      const { available, debt, upcoming } = await caller.getAvailability({ creatorId: userId });
      return {
        available,
        debt,
        upcoming: upcoming.map(({ amount, availableOn, kind }) => ({
          amount,
          availableOn,
          kind: kind === "reserve" ? ("reserve" as const) : ("maturing" as const),
        })),
      };
    },
    async unpaidEarnings(userId) {
      const { oldestAt, newestAt, medianAt, streamIds } = await caller.getUnpaidEarnings({
        creatorId: userId,
      });
      return { oldestAt, newestAt, medianAt, streamIds };
    },
    async integrity() {
      const { ok, checkedAt, checks } = await caller.getIntegrity({ runNow: false });
      if (!checkedAt) throw new MetercastError("internal", "the wallet gave no run of its checks");
      return { ok, checkedAt, checks };
    },
    async bookBalanceTransaction({ id: balanceTransactionId, fundingCents, feeCents }) {
      await caller.postBalanceTransaction({ balanceTransactionId, fundingCents, feeCents });
    },
  };
}

function toHold({ holdId, userId, amount, status }: WireHold): HoldView {
  const id = uuidOf("hold", holdId);
  const known = STATUS[status];
  if (id === undefined || known === undefined)
    throw new MetercastError("internal", "the wallet gave no hold");
  return { id, userId, amount, status: known };
}
