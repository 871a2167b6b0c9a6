import { MetercastError } from "@metercast/runtime";
import type { Session } from "../domain/session.ts";
import type { Store } from "../ports/store.ts";
import type { Meter } from "./meter/meter.ts";

export interface GetSessionPorts {
  store: Pick<Store, "sessions">;
  /** Its memory is ahead of the rows. */
  meter: Pick<Meter, "newer">;
}

/** @throws session_not_found */
export async function getSession({ store, meter }: GetSessionPorts, id: string): Promise<Session> {
  const session = await store.sessions.find(id);
  if (!session || session.state === "joining") throw new MetercastError("session_not_found");
  return meter.newer(session);
}
