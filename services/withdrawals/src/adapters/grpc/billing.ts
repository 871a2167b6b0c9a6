import { BILLING_CALLERS, callableBy } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { type Caller, callGrpc } from "@metercast/runtime";
import type { Audience } from "../../ports/audience.ts";

const BILLING = callableBy("withdrawals", BillingServiceService, BILLING_CALLERS);

export const connectBilling = (address: string, deadlineMs: number) =>
  callGrpc(BILLING, address, { deadlineMs });

export const grpcAudience = (caller: Caller<typeof BILLING>): Audience => ({
  async of(creatorId, streamIds, since) {
    const [audience, { cases: openCases }] = await Promise.all([
      caller.getPayers({ creatorId, streamIds: [...streamIds], since }),
      caller.countOpenCases({ creatorId }),
    ]);
    const { viewers, largestViewerSharePercent, openDisputes } = audience;
    return { viewers, largestViewerSharePercent, openDisputes, openCases };
  },
});
