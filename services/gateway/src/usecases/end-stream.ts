import type { Stream } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import type { AuditLog, Billing, Principal } from "../ports.ts";

/** By its creator, or by an admin: then it is on the record. Ending it again answers it again. @throws stream_not_found also for somebody else's */
export async function endStream(
  { billing, audit }: { billing: Pick<Billing, "endStream">; audit: Pick<AuditLog, "append"> },
  streamId: string,
  { userId, roles }: Principal,
  requestId: string,
): Promise<Stream> {
  const actor = { actorId: userId, actorIsAdmin: roles.includes("admin") };
  const { stream } = await billing.endStream({ streamId, ...actor }).catch(notTheirs);
  if (!stream) throw new MetercastError("stream_not_found");
  if (stream.creatorId !== userId)
    await audit.append({
      actor: userId,
      action: "stream.end",
      objectType: "stream",
      objectId: streamId,
      requestId,
      detail: { creator_id: stream.creatorId, title: stream.title },
      // A stream ends once, whoever says it again.
      dedupKey: `stream.end:${streamId}`,
    });
  return stream;
}

/** Somebody else's stream can't be told from none. */
function notTheirs(error: unknown): never {
  if (MetercastError.from(error).code === "forbidden")
    throw new MetercastError("stream_not_found", undefined, { cause: error });
  throw error;
}
