import { callableBy, WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc } from "@metercast/runtime";
import type { TopUpWallet } from "../../usecases/top-ups/ports.ts";

const WALLET = callableBy("billing", WalletServiceService, WALLET_CALLERS);
/** Nobody waits for it but a loop that asks again. */
const DEADLINE_MS = 5_000;

/** What top-ups need of the wallet, over gRPC. */
export function topUpWallet(address: string): TopUpWallet & { close(): void } {
  const client = callGrpc(WALLET, address, { deadlineMs: DEADLINE_MS });
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
