import type { Session } from "../domain/session.ts";
import type { Peers } from "../ports/peers.ts";
import type { Store } from "../ports/store.ts";
import { type FindMeteredPorts, findSession, ownerElsewhere, refreshed } from "./find-metered.ts";
import { type BillHerePorts, billHere } from "./meter/bill-here.ts";
import { keyOf } from "./meter/store/keys.ts";

export type BillSessionPorts = BillHerePorts & FindMeteredPorts & { store: Store; peers: Peers };

/** The session by its id, or the viewer's newest one in a stream. */
export interface SessionRequest {
  sessionId?: string | undefined;
  streamId?: string | undefined;
  viewerId: string;
  /** When the gateway received the report (its clock). */
  seenAt: number;
  /**
   * For a leave: the media plane's report, which is on the presence log too. It differs only with presence
   * policy "both".
   */
  byMedia?: boolean;
  /** Another replica passed the request on: it goes no further. */
  forwarded: boolean;
}

/**
 * A heartbeat: posts what is due before it returns. An ended session is returned as it is. @throws
 * session_not_found, unavailable
 */
export async function billSession(
  ports: BillSessionPorts,
  request: SessionRequest,
): Promise<{ session: Session; tokensChargedNow: bigint }> {
  const row = await findSession(ports, request);
  if (row.state === "ended") return { session: ports.meter.newer(row), tokensChargedNow: 0n };
  const elsewhere = ownerElsewhere(ports, row, request);
  if (elsewhere) return ports.peers.bill(elsewhere, { ...request, sessionId: row.id });
  const tokens = await ports.desk.bill(keyOf(row.id), request.seenAt, (seenAt) =>
    billHere(ports, row, seenAt),
  );
  return { session: await refreshed(ports, row), tokensChargedNow: BigInt(tokens) };
}
