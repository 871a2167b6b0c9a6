import { BILLING_CALLERS, callableBy, publicId } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { callGrpc } from "@metercast/runtime";
import type { PeerRequest, Peers } from "../../ports.ts";
import { fromSessionMessage } from "./messages.ts";

const REPLICA = callableBy("billing", BillingServiceService, BILLING_CALLERS);
type Client = ReturnType<typeof callGrpc<typeof REPLICA>>;
/** Longer than the owner waits for the wallet. */
const DEADLINE_MS = 4_000;
/** Replicas come and go under new addresses; more than this are not alive at once. */
const MAX_CLIENTS = 64;

/** The other replicas, by the address that the partition's row names. */
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
