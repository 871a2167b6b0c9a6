import { MetercastError } from "@metercast/runtime";
import type { Case, CaseMessage } from "../../domain/case.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Page } from "../../ports/calls.ts";
import type { CaseQuery, Cases } from "../../ports/cases.ts";

export interface ReadCasesPorts {
  cases: Pick<Cases, "getCase" | "listCases">;
  billing: Pick<Billing, "getStreams">;
}

/** A case with the stream that its session was in. */
export interface ShownCase {
  found: Case;
  stream: Stream | undefined;
}

/** A viewer's own cases; to an admin those of everybody. @throws not_found */
export async function listCases(
  ports: ReadCasesPorts,
  query: CaseQuery,
  { userId, roles }: Principal,
): Promise<Page<ShownCase>> {
  const isAdmin = roles.includes("admin");
  if (!isAdmin && query.viewerId !== undefined && query.viewerId !== userId)
    throw new MetercastError("not_found");
  const viewerId = isAdmin ? query.viewerId : userId;
  const { items, nextCursor } = await ports.cases.listCases({ ...query, viewerId });
  return { items: await withStreams(ports, items), nextCursor };
}

/** @throws case_not_found, also for somebody else's */
export async function readCase(
  ports: ReadCasesPorts,
  caseId: string,
  principal: Principal,
): Promise<ShownCase & { messages: CaseMessage[] }> {
  const { found, messages } = await ports.cases.getCase(caseId);
  if (found.viewerId !== principal.userId && !principal.roles.includes("admin"))
    throw new MetercastError("case_not_found");
  return { ...(await withStream(ports, found)), messages };
}

export async function withStream(ports: Pick<ReadCasesPorts, "billing">, found: Case): Promise<ShownCase> {
  const [shown] = await withStreams(ports, [found]);
  return shown ?? { found, stream: undefined };
}

async function withStreams(
  { billing }: Pick<ReadCasesPorts, "billing">,
  items: readonly Case[],
): Promise<ShownCase[]> {
  const ids = [...new Set(items.map(({ streamId }) => streamId))];
  const streams = ids.length > 0 ? await billing.getStreams(ids) : [];
  const byId = new Map(streams.map((stream) => [stream.id, stream]));
  return items.map((found) => ({ found, stream: byId.get(found.streamId) }));
}
