import type { MediaStay } from "../domain/media-stay.ts";
import type { MediaEvent, Room, RoomFinished } from "./media-events.ts";

/** Stays of participants in rooms, as the media server reports them (table media_stay). */
export interface MediaStays {
  /** Stores an event and returns its stay; undefined if the sid belongs to another viewer or stream. */
  note(event: MediaEvent): Promise<MediaStay | undefined>;
  /** The viewer's stays in a stream. A stay in a closed room ends with the room at the latest. */
  of(streamId: string, viewerId: string): Promise<MediaStay[]>;
  /** Whether anybody is in a room of the stream. */
  anyPresent(streamId: string): Promise<boolean>;
  /** Stores that a room was closed. */
  finishRoom(event: RoomFinished): Promise<void>;
  /** The newest stay of each viewer in a room, ordered by viewer id, after `after`. */
  ofRoom(room: Room, after: string, limit: number): Promise<{ viewerId: string; stay: MediaStay }[]>;
  /** Stores that the join was handled, and the session that it opened, if any. */
  served(sid: string, openedSessionId: string | undefined): Promise<void>;
  /** Deletes expired rows in bounded steps; returns their number. */
  purge(): Promise<number>;
}
