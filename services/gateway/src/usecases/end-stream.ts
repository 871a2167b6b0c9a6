import type { Stream } from "@metercast/contracts/billing/v1/billing.ts";
import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../domain/principal.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Billing } from "../ports/billing.ts";
import { recorded } from "./recorded.ts";

/** By its creator, or by an admin: then it is on the record. Ending it again answers it again. @throws stream_not_found also for somebody else's */
export async function endStream(
  { billing, audit }: { billing: Pick<Billing, "endStream">; audit: AuditLog },
  streamId: string,
  { userId, roles }: Principal,
  requestId: string,
): Promise<Stream> {
  const actor = { actorId: userId, actorIsAdmin: roles.includes("admin") };
  const end = async () => {
    const { stream } = await billing.endStream({ streamId, ...actor }).catch(notTheirs);
    if (!stream) throw new MetercastError("stream_not_found");
    return stream;
  };
  if (!actor.actorIsAdmin) return end();
  const intent = { actor: userId, action: "stream.end", objectType: "stream", objectId: streamId, requestId };
  return recorded(audit, { ...intent, detail: {} }, end, ({ creatorId, title }) =>
    creatorId === userId
      ? undefined
      : // A stream ends once, whoever says it again.
        { objectId: streamId, detail: { creator_id: creatorId, title }, dedupKey: `stream.end:${streamId}` },
  );
}

/** Somebody else's stream can't be told from none. */
function notTheirs(error: unknown): never {
  if (MetercastError.from(error).code === "forbidden")
    throw new MetercastError("stream_not_found", undefined, { cause: error });
  throw error;
}
