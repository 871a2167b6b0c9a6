import { BILLING_CALLERS, callableBy, WALLET_CALLERS, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { callGrpc, gathered, MetercastError } from "@metercast/runtime";
import type { Withdrawals } from "../../ports/withdrawals.ts";

const BILLING = callableBy("gateway", BillingServiceService, BILLING_CALLERS);
const WALLET = callableBy("gateway", WalletServiceService, WALLET_CALLERS);
const WITHDRAWALS = callableBy("gateway", WithdrawalsServiceService, WITHDRAWALS_CALLERS);

/** With a thousand requests a second some three go together; who comes alone waits for this long. */
const GATHER_MS = 2;
/** The wallet's bound. */
const MOST_USERS = 100;

export function connectBilling(address: string, deadlineMs: number) {
  return callGrpc(BILLING, address, { deadlineMs });
}

/** A wallet whose balances are asked for together: most of what a balance costs is the call. */
export function connectWallet(address: string, deadlineMs: number) {
  const wallet = callGrpc(WALLET, address, { deadlineMs });
  const balancesOf = gathered(GATHER_MS, MOST_USERS, async (asked: readonly string[]) => {
    const { accounts } = await wallet.listBalances({ userIds: [...new Set(asked)] });
    return Map.groupBy(accounts, ({ userId }) => userId);
  });
  const getBalances: typeof wallet.getBalances = async (request, call) =>
    // Who is in more of a hurry than others has a call of their own.
    call
      ? wallet.getBalances(request, call)
      : { accounts: (await balancesOf(request.userId)).get(request.userId) ?? [] };
  return { ...wallet, getBalances };
}

/** Without an address every call says so: a system without withdrawals is whole in everything else. */
export function connectWithdrawals(
  address: string | undefined,
  deadlineMs: number,
): Withdrawals & { close(): void } {
  if (address !== undefined) return callGrpc(WITHDRAWALS, address, { deadlineMs });
  const away = async () => {
    throw new MetercastError("unavailable", "withdrawals are not set up here");
  };
  const methods = Object.keys(WITHDRAWALS).map((name) => [name, away]);
  return { ...(Object.fromEntries(methods) as Withdrawals), close: () => undefined };
}
