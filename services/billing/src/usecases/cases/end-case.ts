import { MetercastError } from "@metercast/runtime";
import { declined, type ViewerCase, withdrawn } from "../../domain/viewer-case.ts";
import type { CaseTransaction } from "../../ports/viewer-cases.ts";
import { caseResolved } from "./case-events.ts";
import { allowed, type ChangeCasePorts, changeCase } from "./change-case.ts";

/** The viewer takes the case back; once more changes nothing. @throws case_not_found, invalid_transition */
export function withdrawCase(
  ports: ChangeCasePorts,
  { caseId, viewerId }: { caseId: string; viewerId: string },
): Promise<ViewerCase> {
  return changeCase(ports, caseId, async (tx, found) => {
    if (found.viewerId !== viewerId) throw new MetercastError("case_not_found");
    if (found.state === "withdrawn") return found;
    return resolve(tx, allowed(withdrawn(found, ports.clock.now())));
  });
}

/** An admin declines the case; the same admin once more changes nothing. @throws invalid_transition */
export function declineCase(
  ports: ChangeCasePorts,
  { caseId, actorId, note }: { caseId: string; actorId: string; note: string },
): Promise<ViewerCase> {
  return changeCase(ports, caseId, async (tx, found) => {
    if (found.state === "declined" && found.resolvedBy === actorId) return found;
    return resolve(tx, allowed(declined(found, { at: ports.clock.now(), by: actorId, note })));
  });
}

/** Stores the end of a case, with its event. */
export async function resolve(tx: CaseTransaction, ended: ViewerCase): Promise<ViewerCase> {
  await tx.save(ended);
  await tx.append([caseResolved(ended)]);
  return ended;
}
