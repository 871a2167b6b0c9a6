import type { Session } from "../domain/session.ts";

/** The other replicas of billing, by the address in the shard's lease. */
export interface Peers {
  bill(address: string, request: PeerRequest): Promise<{ session: Session; tokensChargedNow: bigint }>;
  leave(address: string, request: PeerRequest): Promise<Session>;
}

export interface PeerRequest {
  sessionId: string;
  viewerId: string;
  seenAt: number;
  byMedia?: boolean;
}
