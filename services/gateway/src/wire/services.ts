import { connectBilling } from "../adapters/grpc/billing.ts";
import { connectNotifications } from "../adapters/grpc/notifications.ts";
import { connectWallet } from "../adapters/grpc/wallet.ts";
import { connectWithdrawals } from "../adapters/grpc/withdrawals.ts";
import type { Config } from "../config.ts";

/** Clients of the other services. `configured` lacks those that this installation does not have. */
export function connectServices(config: Config) {
  const deadlineMs = config.GRPC_DEADLINE_MS;
  const billing = connectBilling(config.BILLING_GRPC_ADDRESS, deadlineMs);
  const wallet = connectWallet(config.WALLET_GRPC_ADDRESS, deadlineMs);
  const withdrawals = connectWithdrawals(config.WITHDRAWALS_GRPC_ADDRESS, deadlineMs);
  const notifications = connectNotifications(config.NOTIFICATIONS_GRPC_ADDRESS, deadlineMs);
  return {
    billing,
    wallet,
    withdrawals,
    notifications,
    configured: {
      withdrawals: config.WITHDRAWALS_GRPC_ADDRESS === undefined ? undefined : withdrawals,
      notifications: config.NOTIFICATIONS_GRPC_ADDRESS === undefined ? undefined : notifications,
    },
    close() {
      for (const client of [billing, wallet, withdrawals, notifications]) client.close();
    },
  };
}
