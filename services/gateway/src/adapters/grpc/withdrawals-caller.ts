import { callableBy, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";

const METHODS = callableBy("gateway", WithdrawalsServiceService, WITHDRAWALS_CALLERS);

export type WithdrawalsCaller = Omit<ReturnType<typeof callGrpc<typeof METHODS>>, "ready">;

/** Without an address every call fails with `unavailable`; everything else works without withdrawals. */
export function withdrawalsCaller(address: string | undefined, deadlineMs: number): WithdrawalsCaller {
  if (address !== undefined) return callGrpc(METHODS, address, { deadlineMs });
  const fail = async () => {
    throw new MetercastError("unavailable", "withdrawals are not set up here");
  };
  const methods = Object.keys(METHODS).map((name) => [name, fail]);
  return { ...Object.fromEntries(methods), close: () => undefined } as WithdrawalsCaller;
}
