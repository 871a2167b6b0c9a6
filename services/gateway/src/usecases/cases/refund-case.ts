import { failpoint, MetercastError } from "@metercast/runtime";
import { type Act, type AdjustmentTerms, auditedTerms } from "../../domain/act.ts";
import { type Case, refundReason } from "../../domain/case.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Cases } from "../../ports/cases.ts";
import { isUnknownEffect } from "../acts/finish-act.ts";
import { type PerformActPorts, performAct } from "../acts/perform-act.ts";
import { type PostRefundPorts, postRefund } from "../acts/post-refund.ts";
import { recorded } from "../recorded.ts";

export interface RefundCasePorts extends PerformActPorts, PostRefundPorts {
  cases: Pick<Cases, "getCase" | "beginRefund" | "finishRefund" | "cancelRefund">;
}

export interface RefundCase {
  caseId: string;
  /** Undefined: all that is left of the session's charge. */
  tokens: bigint | undefined;
  note: string;
}

/** The case after it. `act`: a second admin must confirm it. */
export interface Refunded {
  found: Case;
  act: Act | undefined;
}

/**
 * Refunds a case. Billing stores the refund first, so whatever dies after that, `finishLeftRefunds` finds it
 * and goes on; a second request finds the first one's refund. @throws case_not_found, invalid_transition,
 * refund_above_charge, second_admin_required
 */
export async function refundCase(
  ports: RefundCasePorts,
  { caseId, tokens, note }: RefundCase,
  { userId: actorId }: Principal,
  info: RequestInfo,
): Promise<Refunded> {
  const intent = { actor: actorId, action: "case.refund", objectType: "case", objectId: caseId };
  const begun = await recorded(
    ports.audit,
    { ...intent, requestId: info.requestId, detail: { tokens: tokens?.toString() ?? "all", note } },
    () => ports.cases.beginRefund({ caseId, actorId, tokens, note }),
    auditOf,
  );
  if (tokens !== undefined && begun.refund?.tokens !== tokens)
    throw new MetercastError("invalid_transition", `A refund of ${begun.refund?.tokens} tokens has begun.`);
  failpoint("gateway.before_refund_posted");
  return settleRefund(ports, begun, info);
}

/** One row for each begun refund, by the admin who began it, however many asked. */
function auditOf({ id, sessionId, viewerId, refund }: Case) {
  if (!refund) return undefined;
  const { tokens, note, begunBy: actor, attempt } = refund;
  const parties = { session_id: sessionId, viewer_id: viewerId };
  return {
    actor,
    objectId: id,
    detail: { ...parties, tokens: tokens.toString(), note },
    dedupKey: `case.refund:${id}:${attempt}`,
  };
}

/**
 * Brings a begun refund to its end, as far as that is possible now: posted, waiting for a second admin, or
 * canceled because that one declined. Run again it finds its act and its transfer.
 */
export async function settleRefund(
  ports: RefundCasePorts,
  found: Case,
  info: RequestInfo,
): Promise<Refunded> {
  const { id: caseId, refund } = found;
  if (!refund || refund.transferId !== undefined) return { found, act: undefined };
  const { attempt } = refund;
  const { act, made } = await perform(ports, found, info).catch(async (error: unknown) => {
    if (!isUnknownEffect(MetercastError.from(error).code))
      await ports.cases.cancelRefund({ caseId, attempt });
    throw error;
  });
  if (made === undefined && isOver(act)) await ports.cases.cancelRefund({ caseId, attempt });
  const { found: after } = await ports.cases.getCase(caseId);
  return { found: after, act: made === undefined && !isOver(act) ? act : undefined };
}

/** A declined act leaves its case as it was. If this fails, the job does it. */
export async function settleDeclined(ports: RefundCasePorts, act: Act, info: RequestInfo): Promise<void> {
  const { details } = act;
  const caseId = details?.type === "adjustment" ? details.terms.refundOf?.caseId : undefined;
  if (caseId === undefined) return;
  const { found } = await ports.cases.getCase(caseId);
  await settleRefund(ports, found, info);
}

const isOver = ({ status }: Act): boolean =>
  status === "declined" || status === "expired" || status === "failed";

function perform(
  ports: RefundCasePorts,
  { id: caseId, sessionId, viewerId, refund }: Case,
  info: RequestInfo,
) {
  if (!refund) throw new MetercastError("internal", "a refund that did not begin");
  const { tokens: amount, begunBy: actorId, note, attempt } = refund;
  const refundOf = { caseId, sessionId };
  const terms: AdjustmentTerms = { userId: viewerId, asset: "TOKEN", direction: "credit", amount, refundOf };
  const details = { type: "adjustment" as const, terms };
  const reason = refundReason(caseId, note);
  return performAct(ports, {
    details,
    reason,
    actorId,
    idempotencyKey: `${caseId}:${attempt}`,
    acceptLoss: false,
    requestedAction: "adjustment.requested",
    auditDetail: { ...auditedTerms(details), reason },
    info,
    execute: (key, act) => postRefund(ports, { act, key, terms, reason, actorId, requestId: info.requestId }),
  });
}
