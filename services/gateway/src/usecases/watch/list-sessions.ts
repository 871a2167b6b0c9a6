import type { Principal } from "../../domain/principal.ts";
import type { Session } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Page, PageRequest } from "../../ports/calls.ts";
import type { Standing, Standings } from "../live/standings.ts";
import { ownerOf } from "../owner.ts";

export interface ListSessionsPorts {
  billing: Pick<Billing, "listSessions">;
  standings: Pick<Standings, "fresh">;
}

export interface ListSessionsRequest extends PageRequest {
  /** Whose; undefined: the principal's own. */
  userId: string | undefined;
  streamId: string | undefined;
}

/** A viewer's sessions with what the viewer has left. @throws not_found */
export async function listSessions(
  { billing, standings }: ListSessionsPorts,
  { userId, ...request }: ListSessionsRequest,
  principal: Principal,
): Promise<{ page: Page<Session>; standing: Standing }> {
  const viewerId = ownerOf(principal, userId);
  const [page, standing] = await Promise.all([
    billing.listSessions({ ...request, viewerId }),
    standings.fresh(viewerId),
  ]);
  return { page, standing };
}
