import { MetercastError } from "@metercast/runtime";
import type { Session } from "../domain/session.ts";
import { shardOf } from "../domain/shard.ts";
import type { Store } from "../ports/store.ts";
import type { ShardOwners } from "./meter/lease-shards.ts";
import type { Meter } from "./meter/meter.ts";

export interface FindMeteredPorts {
  store: Pick<Store, "sessions">;
  meter: Pick<Meter, "owns" | "isOpen" | "newer">;
  owners: Pick<ShardOwners, "addressOf">;
}

/** A session of the viewer that has opened. @throws session_not_found, also for another viewer's session */
export async function findSession(
  { store }: FindMeteredPorts,
  request: { sessionId?: string | undefined; streamId?: string | undefined; viewerId: string },
): Promise<Session> {
  const { sessionId, streamId, viewerId } = request;
  const row = sessionId
    ? await store.sessions.find(sessionId)
    : streamId && (await store.sessions.newest(viewerId, streamId));
  if (!row || row.viewerId !== viewerId || row.state === "joining")
    throw new MetercastError("session_not_found");
  return row;
}

/** The address of the replica that meters the session; undefined if it is this one. @throws unavailable */
export function ownerElsewhere(
  { meter, owners }: FindMeteredPorts,
  row: Session,
  { forwarded }: { forwarded: boolean },
): string | undefined {
  const shard = shardOf(row.id);
  if (meter.owns(shard)) return undefined;
  const address = owners.addressOf(shard);
  if (forwarded || !address)
    throw new MetercastError("unavailable", "The session is changing hands; try again");
  return address;
}

/** Changes of an open session are in memory; an end is in the row. */
export async function refreshed({ store, meter }: FindMeteredPorts, row: Session): Promise<Session> {
  if (meter.isOpen(row.id)) return meter.newer(row);
  return meter.newer((await store.sessions.find(row.id)) ?? row);
}
