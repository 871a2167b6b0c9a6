import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { callGrpc } from "@metercast/runtime";
import { insist, type World } from "@metercast/testkit";

const AT_ONCE = 24;
const DEADLINE_MS = 60_000;

/** Somebody who has money, and asks for it. */
export interface Asking {
  creatorId: string;
  name: string;
  cents: bigint;
}

/** Asks the services themselves: hundreds of pending withdrawals within seconds. Their ids, in this order. */
export async function pending(world: World, asking: readonly Asking[]): Promise<string[]> {
  const options = { deadlineMs: DEADLINE_MS };
  const wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", options);
  const api = callGrpc(WithdrawalsServiceService, world.service("withdrawals").grpcAddress ?? "", options);
  const one = async ({ creatorId, name, cents }: Asking): Promise<string> => {
    await insist(() =>
      wallet.postAdjustment({
        source: "adjustment",
        requestId: `pending-${creatorId}`,
        userId: creatorId,
        asset: Asset.ASSET_USD,
        direction: Direction.DIRECTION_CREDIT,
        amount: cents,
        referenceType: "ADJUSTMENT",
        referenceId: "",
        reason: "for the test",
        actorId: "the-bookkeeper",
      }),
    );
    const { withdrawal } = await insist(() =>
      api.createWithdrawal({
        creatorId,
        amount: cents,
        payoutMethodId: "",
        idempotencyKey: `pending-${creatorId}`,
        creatorName: name,
        creatorEmail: `${creatorId}@example.com`,
        speed: "",
      }),
    );
    return withdrawal?.id ?? "";
  };
  const ids: string[] = [];
  const waiting = [...asking.entries()].toReversed();
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) ids[next[0]] = await one(next[1]);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    wallet.close();
    api.close();
  }
  return ids;
}
