import type { RoomFinished } from "../../ports/media-events.ts";
import type { MediaOutcome, TakeMediaEventPorts } from "./media-outcome.ts";
import { closeSession, MAX_CHECKS } from "./visits.ts";

/** Participants of a closed room that are read in one go. */
const PAGE = 100;
/** Participants handled side by side: each takes a few calls. */
const LANES = 10;
/** In a larger room the other sessions end with the stream. */
const MAX_PAGES = 200;

/** Everybody leaves when the room closes; the stream ends after the grace, unless somebody comes back. */
export async function closeRoom(ports: TakeMediaEventPorts, event: RoomFinished): Promise<MediaOutcome> {
  await ports.stays.finishRoom(event);
  try {
    return await closeSessions(ports, event);
  } finally {
    // Also while billing is down: this event may never come again.
    await ports.absences.note(event.streamId, ports.graceMs);
  }
}

async function closeSessions(ports: TakeMediaEventPorts, event: RoomFinished): Promise<MediaOutcome> {
  let outcome: MediaOutcome = "nothing";
  for (let page = 0, after = ""; page < MAX_PAGES; page++) {
    const gone = await ports.stays.ofRoom(event, after, PAGE);
    const waiting = [...gone];
    const lane = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const visit = { streamId: event.streamId, viewerId: next.viewerId };
        if ((await closeSession(ports, visit, next.stay, MAX_CHECKS)) === "ended") outcome = "ended";
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const last = gone.at(-1);
    if (gone.length < PAGE || !last) break;
    after = last.viewerId;
  }
  return outcome;
}
