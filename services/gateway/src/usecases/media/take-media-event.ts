import { type ErrorCode, type Logger, MetercastError } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import {
  isPresent,
  joinOpens,
  leaveEnds,
  leaveEndsPresence,
  type MediaStay,
} from "../../domain/media-stay.ts";
import { SOURCE } from "../../domain/presence-buffer.ts";
import type { MediaAbsences } from "../../ports/media-absences.ts";
import type { MediaEvent, RoomFinished } from "../../ports/media-events.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import { isActive } from "../views.ts";
import { leaveByMedia, vouch, type WatchPorts } from "../watch/watch.ts";

/** What became of an event: it opened or ended a session, billing refused to open one, or there was nothing to do. */
export const MEDIA_OUTCOMES = ["opened", "ended", "refused", "nothing"] as const;
export type MediaOutcome = (typeof MEDIA_OUTCOMES)[number];

export interface MediaPorts {
  watch: WatchPorts;
  stays: MediaStays;
  absences: Pick<MediaAbsences, "note">;
  /** How long a stream goes on without its room, or without its creator in it. */
  graceMs: number;
  log: Logger;
  onEvent?: (outcome: MediaOutcome) => void;
}

/** @throws unavailable and the like: nothing is lost, the event must come again */
export type TakeMediaEvent = (event: MediaEvent | RoomFinished) => Promise<MediaOutcome>;

/** Sending such a join again would change nothing. */
const REFUSALS: readonly ErrorCode[] = [
  "insufficient_funds",
  "own_stream",
  "too_many_sessions",
  "stream_ended",
  "stream_not_found",
  "invalid_request",
];

/** Each look after the first needs another event of the same viewer in the same moment. */
const LOOKS = 10;

/**
 * Presence by the media server: who joins a room watches, who leaves it stops. Each event is noted before anything is decided by it, and what was decided is
 * looked at once more, so that events that come late, twice, in any order or at once leave the same behind.
 */
export function takeMediaEvent(ports: MediaPorts): TakeMediaEvent {
  const creatorOf = creators(ports.watch.billing);
  const take = async (event: MediaEvent | RoomFinished): Promise<MediaOutcome> => {
    if (event.kind === "room_finished") return closeRoom(ports, event);
    const stay = await ports.stays.note(event);
    if (!stay) return "nothing";
    if ((await creatorOf(event.streamId)) === event.viewerId) return creatorMoved(ports, event);
    return act(ports, event, stay);
  };
  return async (event) => {
    const outcome = await take(event);
    ports.onEvent?.(outcome);
    return outcome;
  };
}

/** Streams whose creator is remembered: 100 bytes each. */
const MAX_CREATORS = 10_000;

/** A stream's creator never changes. */
function creators(billing: WatchPorts["billing"]) {
  const known = new BoundedMap<string, string>(MAX_CREATORS);
  return async (streamId: string): Promise<string | undefined> => {
    const before = known.get(streamId);
    if (before !== undefined) return before;
    const answer = await billing.getStream({ streamId }).catch((error: unknown) => {
      if (MetercastError.from(error).code !== "stream_not_found") throw error;
    });
    const creatorId = answer?.stream?.creatorId;
    if (creatorId !== undefined) known.set(streamId, creatorId);
    return creatorId;
  };
}

/** A creator watches nobody in their own room. Where they leave it their stream ends after a while, unless they are back by then. */
async function creatorMoved(ports: MediaPorts, event: MediaEvent): Promise<MediaOutcome> {
  if (event.kind === "left" && !event.replaced) await ports.absences.note(event.streamId, ports.graceMs);
  return "nothing";
}

/** Participants of a closed room looked at in one go. */
const ROOM_PAGE = 100;
/** Of these side by side: each takes a few calls. */
const ROOM_LANES = 10;
/** Of a larger room the others' sessions end with the stream. */
const MAX_ROOM_PAGES = 200;

/** Everybody in the room has gone, at the time of its end; the stream ends after a while, unless somebody is back by then. */
async function closeRoom(ports: MediaPorts, event: RoomFinished): Promise<MediaOutcome> {
  await ports.stays.finishRoom(event);
  try {
    return await closeAll(ports, event);
  } finally {
    // Also where billing is away: this event may never come again.
    await ports.absences.note(event.streamId, ports.graceMs);
  }
}

async function closeAll(ports: MediaPorts, event: RoomFinished): Promise<MediaOutcome> {
  let outcome: MediaOutcome = "nothing";
  for (let page = 0, after = ""; page < MAX_ROOM_PAGES; page++) {
    const gone = await ports.stays.ofRoom(event, after, ROOM_PAGE);
    const waiting = [...gone];
    const lane = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const place = { streamId: event.streamId, viewerId: next.viewerId };
        if ((await close(ports, place, next.stay, LOOKS)) === "ended") outcome = "ended";
      }
    };
    await Promise.all(Array.from({ length: ROOM_LANES }, lane));
    const last = gone.at(-1);
    if (gone.length < ROOM_PAGE || !last) break;
    after = last.viewerId;
  }
  return outcome;
}

async function act(ports: MediaPorts, event: MediaEvent, stay: MediaStay): Promise<MediaOutcome> {
  if (event.kind === "joined") {
    const outcome = joinOpens(stay) ? await open(ports, event, stay, LOOKS) : "nothing";
    await vouchForAll(ports, event, stay);
    return outcome;
  }
  // The viewer's next stay goes on with the session.
  return event.replaced ? "nothing" : close(ports, event, stay, LOOKS);
}

type Place = Pick<MediaEvent, "streamId" | "viewerId">;

/** A viewer's sessions in a stream that a stay can be too late for: each was lost or left while its join was on its way. */
const MAX_SESSIONS = 10;

/** Also of those that have ended meanwhile what was seen by both is due. */
async function vouchForAll(ports: MediaPorts, { streamId, viewerId }: Place, stay: MediaStay): Promise<void> {
  const query = { viewerId, streamId, limit: MAX_SESSIONS, cursor: "" };
  const { sessions } = await ports.watch.billing.listSessions(query);
  const own = (await ports.stays.of(streamId, viewerId)).find(({ sid }) => sid === stay.sid) ?? stay;
  for (const session of sessions) await vouch(ports.watch, own, session);
}

/** Opens a session, or sees the one that is open. */
async function open(ports: MediaPorts, place: Place, stay: MediaStay, looks: number): Promise<MediaOutcome> {
  const { streamId, viewerId } = place;
  const { billing, presence, sessions, standings } = ports.watch;
  const answer = await billing.joinStream({ streamId, viewerId }).catch((error: unknown) => {
    const { code } = MetercastError.from(error);
    if (!REFUSALS.includes(code)) throw error;
    ports.log.info(
      { stream_id: streamId, viewer_id: viewerId, code },
      "media: a viewer is there who may not watch",
    );
  });
  const session = answer?.session;
  await ports.stays.served(stay.sid, answer?.created ? session?.id : undefined);
  if (!session) return "refused";
  sessions.note(session);
  standings.forget(viewerId);
  if (session.witnesses === "both") await vouch(ports.watch, stay, session);
  else if (!answer.created && stay.joinedAtMs !== undefined)
    presence.see(session.id, stay.joinedAtMs, SOURCE.mediaJoined);
  if (looks > 0) {
    const own = (await ports.stays.of(streamId, viewerId)).find(({ sid }) => sid === stay.sid);
    if (own?.leftAtMs !== undefined) await close(ports, place, own, looks - 1);
  }
  return answer.created ? "opened" : "nothing";
}

/** Ends the viewer's open session where this was their last stay in the room. */
async function close(ports: MediaPorts, place: Place, stay: MediaStay, looks: number): Promise<MediaOutcome> {
  const { streamId, viewerId } = place;
  const [stays, { sessions }] = await Promise.all([
    ports.stays.of(streamId, viewerId),
    ports.watch.billing.listSessions({ viewerId, streamId, limit: 1, cursor: "" }),
  ]);
  const [session] = sessions;
  if (!session || !isActive(session) || stay.leftAtMs === undefined) return "nothing";
  const startedAtMs = session.startedAt?.getTime() ?? 0;
  const ends = session.witnesses === "both" ? leaveEndsPresence : leaveEnds;
  if (!ends(stay, stays, { id: session.id, startedAtMs })) return "nothing";
  await leaveByMedia(ports.watch, session, stay.leftAtMs);
  if (looks > 0) {
    const back = (await ports.stays.of(streamId, viewerId)).find(isPresent);
    if (back) await open(ports, place, back, looks - 1);
  }
  return "ended";
}
