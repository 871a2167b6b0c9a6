import type { Asset } from "@metercast/money";
import type { Account, NumberedAccount } from "../../domain/account.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Standings } from "../live/standings.ts";

export interface ReadWalletPorts {
  wallet: Pick<Wallet, "getBalances">;
  standings: Pick<Standings, "forecastOf">;
}

export interface WalletState {
  accounts: readonly Account[];
  /** The token account among them. */
  token: Account | undefined;
  /** Until when the tokens last over all open sessions. */
  runsOutAt: Date | undefined;
}

export async function readWallet(
  { wallet, standings }: ReadWalletPorts,
  { userId, roles }: Principal,
): Promise<WalletState> {
  const accounts = await wallet.getBalances(userId);
  const known = find(accounts, "TOKEN");
  const missing = emptyAccounts(roles, accounts);
  const shown = missing.length === 0 ? accounts : [...accounts, ...missing];
  const token = known ?? find(missing, "TOKEN");
  const runsOutAt = token && (await standings.forecastOf(userId, known));
  return { accounts: shown, token, runsOutAt };
}

const find = <A extends Account>(accounts: readonly A[], asset: Asset): A | undefined =>
  accounts.find((account) => account.asset === asset);

/** The first entry opens an account; before it the user has a balance of nothing. */
function emptyAccounts(roles: Principal["roles"], accounts: readonly NumberedAccount[]): Account[] {
  const missing: Account[] = [];
  if (roles.includes("viewer") && !find(accounts, "TOKEN")) missing.push(empty("TOKEN"));
  if (roles.includes("creator") && !find(accounts, "USD")) missing.push(empty("USD"));
  return missing;
}

const empty = (asset: Asset): Account => ({ asset, posted: 0n, held: 0n, available: 0n, version: 0n });
