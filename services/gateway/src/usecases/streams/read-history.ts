import { MetercastError } from "@metercast/runtime";
import type { StreamHistory } from "../../ports/audiences.ts";
import type { Billing } from "../../ports/billing.ts";

export interface ReadHistoryPorts {
  billing: Pick<Billing, "getStreamHistory">;
}

/** A stream's history, for its creator and for admins. @throws stream_not_found, also for others */
export async function readHistory(
  { billing }: ReadHistoryPorts,
  { streamId, readerId, isAdmin }: { streamId: string; readerId: string; isAdmin: boolean },
): Promise<StreamHistory> {
  const history = await billing.getStreamHistory(streamId);
  if (!isAdmin && history.creatorId !== readerId) throw new MetercastError("stream_not_found");
  return history;
}
