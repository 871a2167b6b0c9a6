import { type Clock, MetercastError } from "@metercast/runtime";
import type { Act } from "../../domain/act.ts";
import type { Acts } from "../../ports/acts.ts";
import { failureOf, finishAct, idOf, isUnknownEffect } from "./finish-act.ts";
import { type PostAdjustmentPorts, postAdjustment } from "./post-adjustment.ts";
import { type PostRefundPorts, postRefund } from "./post-refund.ts";
import { type PutEarningsPolicyPorts, putEarningsPolicy } from "./put-earnings-policy.ts";
import { type PutRatePorts, putRate } from "./put-rate.ts";

export interface ExecuteActPorts extends PostRefundPorts, PutRatePorts, PutEarningsPolicyPorts {
  acts: Pick<Acts, "finishAct">;
  wallet: PostAdjustmentPorts["wallet"] & PutEarningsPolicyPorts["wallet"];
  clock: Clock;
}

/** Executes a confirmed act of a kind that the gateway executes, and returns the act after it. */
export async function executeAct(ports: ExecuteActPorts, act: Act, requestId: string): Promise<Act> {
  const execute = effectOf(ports, act, requestId);
  if (act.status !== "confirmed" || !execute) return act;
  const executedAt = new Date(ports.clock.now());
  return finishAct(ports, act, execute).then(
    (made) => ({ ...act, executedAt, status: "executed", result: idOf(made) }),
    (error: unknown) => {
      const refusal = MetercastError.from(error);
      if (isUnknownEffect(refusal.code)) return act;
      return { ...act, executedAt, status: "failed", result: failureOf(refusal) };
    },
  );
}

function effectOf(ports: ExecuteActPorts, act: Act, requestId: string): (() => Promise<unknown>) | undefined {
  const { details } = act;
  const common = { act, key: act.id, reason: act.reason, actorId: act.requestedBy, requestId };
  if (details?.type === "adjustment") {
    const { terms } = details;
    return () => (terms.refundOf ? postRefund : postAdjustment)(ports, { ...common, terms });
  }
  if (details?.type === "rate") return () => putRate(ports, { ...common, terms: details.terms });
  if (details?.type === "earnings_policy")
    return () => putEarningsPolicy(ports, { ...common, terms: details.terms });
  return undefined;
}
