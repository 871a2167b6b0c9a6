import { ParticipantInfo_Kind as Kind, DisconnectReason as Reason } from "@livekit/protocol";
import { uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { WebhookReceiver } from "livekit-server-sdk";
import type { MediaEvent, MediaEventReader } from "../../ports/media-events.ts";

/**
 * LiveKit's words for the beginning and the end of a stay. `aborted`: it joined, but its media never came
 * through.
 */
const KINDS: Partial<Record<string, MediaEvent["kind"]>> = {
  participant_joined: "joined",
  participant_left: "left",
  participant_connection_aborted: "left",
};
const MAX_SID_LENGTH = 64;
const MAX_IDENTITY_LENGTH = 128;

/** LiveKit's webhooks, signed with this key: a token whose `sha256` is the body's. */
export function livekitEvents(apiKey: string, apiSecret: string): MediaEventReader {
  const receiver = new WebhookReceiver(apiKey, apiSecret);
  return async (body, signature) => {
    const nowMs = Date.now();
    const event = await receiver.receive(body, signature).catch((cause: unknown) => {
      throw new MetercastError("invalid_signature", "this is no event that LiveKit signed", { cause });
    });
    const { participant, room } = event;
    const atMs = Math.min(Number(event.createdAt) * 1_000, nowMs);
    if (event.event === "room_finished" && room && uuidOf("stream", room.name) !== undefined)
      return { kind: "room_finished", roomSid: sidOf(room), streamId: room.name, atMs };
    const kind = KINDS[event.event];
    // Recorders, agents and telephones are in rooms too.
    if (kind === undefined || !room || !participant || participant.kind !== Kind.STANDARD) return undefined;
    const { sid, identity } = participant;
    if (uuidOf("stream", room.name) === undefined) return undefined;
    if (!fits(sid, MAX_SID_LENGTH) || !fits(identity, MAX_IDENTITY_LENGTH)) return undefined;
    return {
      kind,
      sid,
      roomSid: sidOf(room),
      streamId: room.name,
      viewerId: identity,
      atMs,
      replaced: participant.disconnectReason === Reason.DUPLICATE_IDENTITY,
    };
  };
}

/** A room without a name of its own is known by its stream and its time. */
const sidOf = ({ sid, name }: { sid: string; name: string }): string =>
  fits(sid, MAX_SID_LENGTH) ? sid : name;

const fits = (text: string, maxLength: number) => text.length > 0 && text.length <= maxLength;
