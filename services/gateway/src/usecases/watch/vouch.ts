import { type MediaStay, vouches } from "../../domain/media-stay.ts";
import { SOURCE } from "../../domain/presence-buffer.ts";
import type { Session } from "../../domain/stream.ts";
import type { WatchPorts } from "./watching.ts";

/**
 * Reports to billing that the media server saw the viewer join, if the session's presence policy needs that
 * and the stay counts for it. Done when the broker has it. @throws unavailable: report it again
 */
export async function vouch(
  { presence }: Pick<WatchPorts, "presence">,
  stay: MediaStay,
  session: Session,
): Promise<void> {
  const times = { startedAtMs: session.startedAt.getTime(), endedAtMs: session.endedAt?.getTime() };
  if (session.presencePolicy !== "both" || stay.joinedAtMs === undefined || !vouches(stay, times)) return;
  await presence.reportAndWait(session.id, stay.joinedAtMs, SOURCE.mediaJoined);
}
