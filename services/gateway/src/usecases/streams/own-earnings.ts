import type { Stream, StreamEarnings } from "../../domain/stream.ts";
import type { Wallet } from "../../ports/wallet.ts";

export interface OwnEarningsPorts {
  wallet: Pick<Wallet, "getEarnings">;
}

const NOTHING: StreamEarnings = { minutes: 0n, cents: 0n };

/** Stream id → earnings, for those streams that are the user's own. */
export async function ownEarnings(
  { wallet }: OwnEarningsPorts,
  { userId, streams }: { userId: string; streams: readonly Stream[] },
): Promise<Map<string, StreamEarnings>> {
  const own = streams.filter(({ creatorId }) => creatorId === userId).map(({ id }) => id);
  if (own.length === 0) return new Map();
  const { streams: rows } = await wallet.getEarnings({ creatorId: userId, streamIds: own, since: [] });
  return new Map(own.map((id) => [id, rows.find(({ streamId }) => streamId === id) ?? NOTHING]));
}
