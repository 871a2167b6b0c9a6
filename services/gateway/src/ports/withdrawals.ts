import type { CallableBy, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import type { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import type { Caller } from "@metercast/runtime";

/** Withdrawals as far as the gateway may call it. Without a configured address every call fails with `unavailable`. */
export type Withdrawals = Caller<
  CallableBy<"gateway", typeof WithdrawalsServiceService, typeof WITHDRAWALS_CALLERS>
>;
