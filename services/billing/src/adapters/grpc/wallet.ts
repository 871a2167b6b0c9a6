import { callableBy, publicId, WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";
import type { Wallet } from "../../ports.ts";

const WALLET = callableBy("billing", WalletServiceService, WALLET_CALLERS);
/** Longer than a posting under load, shorter than a person waits. */
const DEADLINE_MS = 3_000;

/** The wallet over gRPC. */
export function walletClient(address: string): Wallet & { close(): void; ready(): Promise<void> } {
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
    async standing(viewerId, sessions) {
      const asked = sessions.map(({ id, minutesBilled }) => ({
        sessionId: publicId("session", id),
        paidMinutes: minutesBilled,
      }));
      const { availableTokens, paidMinutes } = await client.getStanding({
        userId: viewerId,
        sessions: asked,
      });
      return { available: availableTokens, paid: paidMinutes };
    },
    async tokensOf(viewerIds) {
      const { accounts } = await client.listBalances({ userIds: [...viewerIds] });
      const tokens = accounts.filter(({ asset }) => asset === Asset.ASSET_TOKEN);
      return new Map(tokens.map(({ userId, available }) => [userId, available]));
    },
    async postMinutes(due) {
      const { posted } = await client.postMinutes({ due });
      if (!posted)
        throw new MetercastError("internal", undefined, { cause: "the wallet answered no minutes" });
      return posted;
    },
    close: () => client.close(),
    ready: () => client.ready(),
  };
}
