import type { Clock } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { Judged, ViewerCase } from "../../domain/viewer-case.ts";
import type { CaseTransaction, ViewerCases } from "../../ports/viewer-cases.ts";

export interface ChangeCasePorts {
  viewerCases: ViewerCases;
  clock: Clock;
}

/** @throws case_not_found */
export async function findCase(viewerCases: Pick<ViewerCases, "find">, id: string): Promise<ViewerCase> {
  const found = await viewerCases.find(id);
  if (!found) throw new MetercastError("case_not_found");
  return found;
}

/**
 * Changes a case in a transaction that holds the lock of its session, so that changes of one session's
 * cases, refunds above all, come one after the other. @throws case_not_found
 */
export async function changeCase<T>(
  { viewerCases }: Pick<ChangeCasePorts, "viewerCases">,
  id: string,
  work: (tx: CaseTransaction, found: ViewerCase) => Promise<T>,
): Promise<T> {
  const { sessionId } = await findCase(viewerCases, id);
  return viewerCases.transaction(async (tx) => {
    await tx.lockSession(sessionId);
    const found = await tx.find(id);
    if (!found) throw new MetercastError("case_not_found");
    return work(tx, found);
  });
}

/** @throws the code of the refusal */
export function allowed(judged: Judged): ViewerCase {
  if ("refused" in judged) throw new MetercastError(judged.refused, judged.detail);
  return judged;
}
