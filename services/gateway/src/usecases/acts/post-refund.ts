import { failpoint, MetercastError } from "@metercast/runtime";
import type { AdjustmentTerms } from "../../domain/act.ts";
import type { Cases } from "../../ports/cases.ts";
import type { PostedAdjustment } from "../../ports/wallet.ts";
import { type Execution, type PostAdjustmentPorts, postAdjustment } from "./post-adjustment.ts";

export interface PostRefundPorts extends PostAdjustmentPorts {
  cases: Pick<Cases, "finishRefund">;
}

/**
 * Credits the viewer of a case and ends the case. The wallet's key is the case: however often this runs, and
 * by whichever act, one credit is posted.
 */
export async function postRefund(
  ports: PostRefundPorts,
  execution: Execution<AdjustmentTerms>,
): Promise<PostedAdjustment> {
  const caseId = execution.terms.refundOf?.caseId;
  if (caseId === undefined) throw new MetercastError("internal", "an adjustment without its case");
  const posted = await postAdjustment(ports, execution);
  failpoint("gateway.before_refund_finished");
  await ports.cases.finishRefund({ caseId, transferId: posted.transferId });
  return posted;
}
