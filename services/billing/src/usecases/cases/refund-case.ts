import { tokensCharged } from "../../domain/session.ts";
import { refundBegun, refundPosted, type ViewerCase } from "../../domain/viewer-case.ts";
import { type GetSessionPorts, getSession } from "../get-session.ts";
import { allowed, type ChangeCasePorts, changeCase, findCase } from "./change-case.ts";
import { resolve } from "./end-case.ts";

export interface BeginRefund {
  caseId: string;
  actorId: string;
  /** 0: all that is left of the session's charge. */
  tokens: number;
  note: string;
}

/**
 * Stores a refund before the wallet posts it. A refund that was begun is returned as it is to every admin: a
 * case has one refund. @throws case_not_found, invalid_transition, second_admin_required,
 * refund_above_charge
 */
export async function beginRefund(
  ports: ChangeCasePorts & GetSessionPorts,
  { caseId, actorId, ...wanted }: BeginRefund,
): Promise<ViewerCase> {
  const { sessionId } = await findCase(ports.viewerCases, caseId);
  const session = await getSession(ports, sessionId);
  return changeCase(ports, caseId, async (tx, found) => {
    if (found.refund) return found;
    const charge = { charged: tokensCharged(session), refunded: await tx.refundedTokens(sessionId) };
    const begin = { ...wanted, by: actorId, at: ports.clock.now() };
    const begun = allowed(refundBegun(found, begin, charge));
    await tx.save(begun);
    return begun;
  });
}

/** The wallet has posted the refund; once more changes nothing. @throws invalid_transition */
export function finishRefund(
  ports: ChangeCasePorts,
  { caseId, transferId }: { caseId: string; transferId: string },
): Promise<ViewerCase> {
  return changeCase(ports, caseId, async (tx, found) => {
    if (found.refund?.transferId === transferId) return found;
    return resolve(tx, allowed(refundPosted(found, transferId, ports.clock.now())));
  });
}

/** The refund was declined, or never can be posted. One that was posted, or begun again since, stays. */
export function cancelRefund(
  ports: ChangeCasePorts,
  { caseId, attempt }: { caseId: string; attempt: number },
): Promise<ViewerCase> {
  return changeCase(ports, caseId, async (tx, found) => {
    const { refund, refundAttempt } = found;
    if (!refund || refund.transferId !== undefined || refundAttempt !== attempt) return found;
    const canceled = { ...found, refund: undefined, updatedAt: ports.clock.now() };
    await tx.save(canceled);
    return canceled;
  });
}
