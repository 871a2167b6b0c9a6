import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { callGrpc, MetercastError } from "@metercast/runtime";
import type { Withdrawals } from "../../ports.ts";

export function connectBilling(address: string, deadlineMs: number) {
  return callGrpc(BillingServiceService, address, { deadlineMs });
}

export function connectWallet(address: string, deadlineMs: number) {
  return callGrpc(WalletServiceService, address, { deadlineMs });
}

/** Without an address every call says so: a system without withdrawals is whole in everything else. */
export function connectWithdrawals(
  address: string | undefined,
  deadlineMs: number,
): Withdrawals & { close(): void } {
  if (address !== undefined) return callGrpc(WithdrawalsServiceService, address, { deadlineMs });
  const away = async () => {
    throw new MetercastError("unavailable", "withdrawals are not set up here");
  };
  const methods = Object.keys(WithdrawalsServiceService).map((name) => [name, away]);
  return { ...(Object.fromEntries(methods) as Withdrawals), close: () => undefined };
}
