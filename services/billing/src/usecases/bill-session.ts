import { MetercastError } from "@metercast/runtime";
import { partitionOf } from "../domain/partition.ts";
import type { Session } from "../domain/session.ts";
import type { Peers, Store } from "../ports.ts";

export interface BillDeps {
  store: Store;
  peers: Peers;
  meter: { owns(partition: number): boolean; isOpen(id: string): boolean; newer(session: Session): Session };
  desk: {
    bill(row: Session, seenAt: number): Promise<number>;
    leave(row: Session, seenAt: number): Promise<void>;
    mediaLeft(row: Session): Promise<void>;
  };
  owners: { addressOf(partition: number): string | undefined };
}

/** The session by its id, or the viewer's newest one in a stream. */
export interface SessionRequest {
  sessionId?: string | undefined;
  streamId?: string | undefined;
  viewerId: string;
  /** Server's time of the sighting. */
  seenAt: number;
  /** Of a leave: the media plane's word, which is on the presence log. Tells the two apart only where both witnesses are asked for. */
  byMedia?: boolean;
  /** Passed on by another replica: it goes no further. */
  forwarded: boolean;
}

/**
 * A sighting; what is due is posted before it answers. An ended session is answered as it is.
 * @throws session_not_found, unavailable
 */
export function billSession(deps: BillDeps) {
  return async (request: SessionRequest): Promise<{ session: Session; tokensChargedNow: bigint }> => {
    const row = await findSession(deps, request);
    if (row.state === "ended") return { session: deps.meter.newer(row), tokensChargedNow: 0n };
    const elsewhere = ownerElsewhere(deps, row, request);
    if (elsewhere) return deps.peers.bill(elsewhere, { ...request, sessionId: row.id });
    const tokens = await deps.desk.bill(row, request.seenAt);
    return { session: await current(deps, row), tokensChargedNow: BigInt(tokens) };
  };
}

/** The viewer's own leave, or the media plane's word of it; an ended session is answered as it is. @throws session_not_found, unavailable */
export function leaveSession(deps: BillDeps) {
  return async (request: SessionRequest): Promise<Session> => {
    const row = await findSession(deps, request);
    if (row.state === "ended") return deps.meter.newer(row);
    const elsewhere = ownerElsewhere(deps, row, request);
    if (elsewhere) return deps.peers.leave(elsewhere, { ...request, sessionId: row.id });
    if (request.byMedia && row.mediaFrom !== undefined) await deps.desk.mediaLeft(row);
    else await deps.desk.leave(row, request.seenAt);
    return current(deps, row);
  };
}

async function findSession({ store }: BillDeps, request: SessionRequest): Promise<Session> {
  const { sessionId, streamId, viewerId } = request;
  const row = sessionId
    ? await store.sessions.find(sessionId)
    : streamId && (await store.sessions.newest(viewerId, streamId));
  // Somebody else's is not found either: it is nobody's business that it exists.
  if (!row || row.viewerId !== viewerId || row.state === "joining")
    throw new MetercastError("session_not_found");
  return row;
}

/** The owner's address; undefined where it is this replica. */
function ownerElsewhere(
  { meter, owners }: BillDeps,
  row: Session,
  { forwarded }: SessionRequest,
): string | undefined {
  const partition = partitionOf(row.id);
  if (meter.owns(partition)) return undefined;
  const address = owners.addressOf(partition);
  if (forwarded || !address)
    throw new MetercastError("unavailable", "The session is changing hands; try again");
  return address;
}

/** What changes of an open session is in memory; an end has more to it. */
async function current({ store, meter }: BillDeps, row: Session): Promise<Session> {
  if (meter.isOpen(row.id)) return meter.newer(row);
  return meter.newer((await store.sessions.find(row.id)) ?? row);
}
