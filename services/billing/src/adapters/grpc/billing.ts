import { BILLING_CALLERS, callableBy, publicId, uuidOf } from "@metercast/contracts";
import * as pb from "@metercast/contracts/billing/v1/billing.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";
import type { EndReason, Session } from "../../domain/session.ts";
import type { PeerRequest, Peers } from "../../ports/peers.ts";

const REPLICA = callableBy("billing", pb.BillingServiceService, BILLING_CALLERS);
type Client = ReturnType<typeof callGrpc<typeof REPLICA>>;
/** Longer than the owner waits for the wallet. */
const DEADLINE_MS = 4_000;
/** A bound: replicas come and go under new addresses. */
const MAX_CLIENTS = 64;

/** The other replicas over gRPC, one client per address. */
export function peers(): Peers & { close(): void } {
  const clients = new Map<string, Client>();
  const client = (address: string): Client => {
    const known = clients.get(address);
    if (known) return known;
    if (clients.size >= MAX_CLIENTS) closeOldest(clients);
    const made = callGrpc(REPLICA, address, { deadlineMs: DEADLINE_MS });
    clients.set(address, made);
    return made;
  };
  return {
    async bill(address, request) {
      const { session, tokensChargedNow } = await client(address).billSession({
        ...message(request),
        streamId: "",
      });
      return { session: fromSessionMessage(session), tokensChargedNow };
    },
    async leave(address, request) {
      const { session } = await client(address).leaveSession({
        ...message(request),
        byMedia: request.byMedia ?? false,
      });
      return fromSessionMessage(session);
    },
    close: () => {
      for (const each of clients.values()) each.close();
    },
  };
}

const message = ({ sessionId, viewerId, seenAt }: PeerRequest) => ({
  sessionId: publicId("session", sessionId),
  viewerId,
  seenAt: new Date(seenAt),
  forwarded: true,
});

function closeOldest(clients: Map<string, Client>): void {
  for (const [address, oldest] of clients) {
    oldest.close();
    clients.delete(address);
    return;
  }
}

/** The session in a replica's response. The fields that the message does not carry are the meter's own. */
function fromSessionMessage(message: pb.Session | undefined): Session {
  const id = message && uuidOf("session", message.id);
  const streamId = message && uuidOf("stream", message.streamId);
  if (!message?.startedAt || !id || !streamId) throw new MetercastError("internal");
  return {
    id,
    streamId,
    viewerId: message.viewerId,
    creatorId: message.creatorId,
    state: message.status === pb.SessionStatus.SESSION_STATUS_ENDED ? "ended" : "active",
    sequence: 0,
    tokensPerMinute: Number(message.tokensPerMinute),
    creatorCentsPerMinute: Number(message.creatorCentsPerMinute),
    minuteMs: 0,
    viewerAccount: Number(message.viewerAccount),
    creatorAccount: Number(message.creatorAccount),
    startedAt: message.startedAt.getTime(),
    carriedMs: message.carriedMs,
    mediaFrom: message.witnesses === "both" ? 0 : undefined,
    lastSeenAt: message.startedAt.getTime(),
    minutesEmitted: 0,
    minutesBilled: message.minutesBilled,
    refusedMinute: 0,
    endedAt: message.endedAt?.getTime(),
    endReason: (message.endReason || undefined) as EndReason | undefined,
    silentMs: 0,
    settled: false,
    limitsVersion: 0,
  };
}
