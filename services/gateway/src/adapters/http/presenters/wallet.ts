import type { Account, Entry } from "../../../domain/account.ts";
import { warningLevel } from "../../../domain/low-balance.ts";
import type { WalletState } from "../../../usecases/wallet/read-wallet.ts";
import { amountOf, isoTime, tokens } from "./values.ts";

export function walletView({ accounts, token, runsOutAt }: WalletState, lowBalanceTokens: number) {
  return {
    accounts: accounts.map(accountView),
    low_balance: token !== undefined && warningLevel(token.available, lowBalanceTokens) > 0,
    runs_out_at: isoTime(runsOutAt),
  };
}

export function accountView({ asset, posted, held, available, version }: Account) {
  return {
    asset,
    posted: amountOf(posted, asset),
    held: amountOf(held, asset),
    available: amountOf(available, asset),
    version: tokens(version),
  };
}

export function entryView(entry: Entry) {
  const { asset } = entry;
  return {
    id: entry.id,
    type: entry.direction === "credit" ? ("DEPOSIT" as const) : ("DEBIT" as const),
    reference_type: entry.referenceType,
    reference_id: entry.referenceId,
    amount: amountOf(entry.amount, asset),
    asset,
    balance_after: amountOf(entry.balanceAfter, asset),
    version: tokens(entry.version),
    created_at: entry.createdAt.toISOString(),
    metadata: entry.metadata,
  };
}
