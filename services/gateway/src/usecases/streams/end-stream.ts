import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../domain/principal.ts";
import type { Stream } from "../../domain/stream.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Billing } from "../../ports/billing.ts";
import { recorded } from "../recorded.ts";

export interface EndStreamPorts {
  billing: Pick<Billing, "endStream">;
  audit: AuditLog;
}

export interface EndStreamRequest {
  streamId: string;
  principal: Principal;
  requestId: string;
}

/**
 * Ends a stream for its creator or an admin; the audit log has a row of an admin's. Ending it again returns
 * it again.
 * @throws stream_not_found, also for somebody else's
 */
export async function endStream(
  { billing, audit }: EndStreamPorts,
  { streamId, principal, requestId }: EndStreamRequest,
): Promise<Stream> {
  const { userId } = principal;
  const actorIsAdmin = principal.roles.includes("admin");
  const end = () => billing.endStream({ streamId, actorId: userId, actorIsAdmin }).catch(notTheirs);
  if (!actorIsAdmin) return end();
  const intent = { actor: userId, action: "stream.end", objectType: "stream", objectId: streamId, requestId };
  return recorded(audit, { ...intent, detail: {} }, end, ({ creatorId, title }) =>
    creatorId === userId
      ? undefined
      : // One row: a stream ends once.
        { objectId: streamId, detail: { creator_id: creatorId, title }, dedupKey: `stream.end:${streamId}` },
  );
}

/** A stranger must not learn which streams exist. */
function notTheirs(error: unknown): never {
  if (MetercastError.from(error).code === "forbidden")
    throw new MetercastError("stream_not_found", undefined, { cause: error });
  throw error;
}
