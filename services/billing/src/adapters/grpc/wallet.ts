import { callableBy, packMinutesDue, publicId, readDecisions, WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";
import type { TopUpWallet } from "../../ports/top-up-wallet.ts";
import type { Wallet } from "../../ports/wallet.ts";

const WALLET = callableBy("billing", WalletServiceService, WALLET_CALLERS);
/** Longer than a posting under load, shorter than a person waits. */
const DEADLINE_MS = 3_000;
/** Only jobs wait, and they ask again. */
const TOP_UP_DEADLINE_MS = 5_000;

/** The wallet over gRPC, for joins and the meter. */
export function walletClient(address: string): Wallet & { close(): void } {
  const client = callGrpc(WALLET, address, { deadlineMs: DEADLINE_MS });
  return {
    async openAccounts(viewerId, creatorId) {
      const { accounts } = await client.openAccounts({
        accounts: [
          { userId: viewerId, asset: Asset.ASSET_TOKEN },
          { userId: creatorId, asset: Asset.ASSET_USD },
        ],
      });
      const [viewer, creator] = accounts;
      if (!viewer || !creator)
        throw new MetercastError("internal", undefined, { cause: "the wallet opened no accounts" });
      return { viewerAccount: viewer.account, available: viewer.available, creatorAccount: creator.account };
    },
    async paidMinutes(viewerId, sessions) {
      const { availableTokens, paidMinutes } = await client.getFunds({
        userId: viewerId,
        sessions: sessions.map(({ id, minutesBilled }) => ({
          sessionId: publicId("session", id),
          paidMinutes: minutesBilled,
        })),
      });
      return { available: availableTokens, paid: paidMinutes };
    },
    async tokensOf(viewerIds) {
      const { accounts } = await client.listBalances({ userIds: [...viewerIds] });
      const tokens = accounts.filter(({ asset }) => asset === Asset.ASSET_TOKEN);
      return new Map(tokens.map(({ userId, available }) => [userId, available]));
    },
    async postMinutes(due) {
      const { posted } = await client.postMinutes({ due: packMinutesDue(due) });
      if (!posted)
        throw new MetercastError("internal", undefined, { cause: "the wallet answered no minutes" });
      return readDecisions(posted);
    },
    close: () => client.close(),
  };
}

/** The wallet over gRPC, for top-ups. */
export function topUpWalletClient(address: string): TopUpWallet & { close(): void } {
  const client = callGrpc(WALLET, address, { deadlineMs: TOP_UP_DEADLINE_MS });
  return {
    async postTopUp({ checkoutSessionId: topUpId, viewerId: userId, tokens, bookedCents: cents, feeCents }) {
      await client.postTopUp({ topUpId, userId, tokens, cents, feeCents });
    },
    async moveTopUpMoney({ checkoutSessionId: topUpId, viewerId: userId, tokens, bookedCents }, move) {
      const { tokensTaken, centsRecovered, centsLost } = await client.moveTopUpMoney({
        balanceTransactionId: move.id,
        sourceId: move.sourceId,
        topUpId,
        userId,
        tokens,
        cents: bookedCents,
        amountCents: move.cents,
        feeCents: move.feeCents,
      });
      return { tokensTaken, centsRecovered, centsLost };
    },
    close: () => client.close(),
  };
}
