/** A room of a stream at the media server. */
export interface Room {
  streamId: string;
  /** The media server's id of this room: a room that is created again gets another. */
  roomSid: string;
}

/** A participant joined or left a room. */
export interface MediaEvent extends Room {
  kind: "joined" | "left";
  /** The participant's stay: a reconnect has another. */
  sid: string;
  /** The participant: a viewer, or the stream's creator. */
  viewerId: string;
  /** The signed time, never later than the arrival. Ms. */
  atMs: number;
  /** Left because the same viewer came in again. */
  replaced: boolean;
}

/** The media server closed a room: nobody is in it any more. */
export interface RoomFinished extends Room {
  kind: "room_finished";
  atMs: number;
}

/**
 * Checks the signature over a body. Undefined: signed, but not about a stream of Metercast.
 * @throws invalid_signature
 */
export type MediaEventReader = (
  body: string,
  signature: string,
) => Promise<MediaEvent | RoomFinished | undefined>;
