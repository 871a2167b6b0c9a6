import type { BILLING_CALLERS, CallableBy } from "@metercast/contracts";
import type { BillingServiceService, Session } from "@metercast/contracts/billing/v1/billing.ts";
import type { Caller } from "@metercast/runtime";

/** Billing as far as the gateway may call it; every call has a deadline and fails with a MetercastError. */
export type Billing = Caller<CallableBy<"gateway", typeof BillingServiceService, typeof BILLING_CALLERS>>;
export type { Session };
