import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc } from "@metercast/runtime";

export function connectBilling(address: string, deadlineMs: number) {
  return callGrpc(BillingServiceService, address, { deadlineMs });
}

export function connectWallet(address: string, deadlineMs: number) {
  return callGrpc(WalletServiceService, address, { deadlineMs });
}
