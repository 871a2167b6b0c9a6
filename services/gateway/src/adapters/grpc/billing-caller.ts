import { BILLING_CALLERS, callableBy } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import type { callGrpc } from "@metercast/runtime";

export const BILLING_METHODS = callableBy("gateway", BillingServiceService, BILLING_CALLERS);

export type BillingCaller = ReturnType<typeof callGrpc<typeof BILLING_METHODS>>;
