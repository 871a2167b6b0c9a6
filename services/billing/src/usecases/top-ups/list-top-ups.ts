import type { Page, Paged } from "../../ports/page.ts";
import type { TopUpRecord, TopUps } from "../../ports/top-ups.ts";

/** A viewer's purchases, newest first. */
export const listTopUps = (
  { topUps }: { topUps: Pick<TopUps, "list"> },
  request: Page & { viewerId: string },
): Promise<Paged<TopUpRecord>> => topUps.list(request, request.viewerId);
