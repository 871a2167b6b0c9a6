import { MetercastError } from "@metercast/runtime";
import type { Stream } from "../../domain/stream.ts";
import type { Billing, StartStream } from "../../ports/billing.ts";

export interface StartStreamPorts {
  billing: Pick<Billing, "startStream">;
  /** Whether a media server reports who is in a room. */
  hasMedia: boolean;
}

const NO_MEDIA = { field: "witnesses", message: "both needs a media server, and none is configured here" };

/** @throws invalid_request for a presence policy that no viewer could ever meet */
export async function startStream(
  { billing, hasMedia }: StartStreamPorts,
  request: StartStream,
): Promise<Stream> {
  if (request.presencePolicy === "both" && !hasMedia)
    throw new MetercastError("invalid_request", undefined, { fields: [NO_MEDIA] });
  return billing.startStream(request);
}
