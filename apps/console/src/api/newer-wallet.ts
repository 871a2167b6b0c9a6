import type { Schemas } from "./client.ts";

type Wallet = Schemas["Wallet"];

/** An answer may be older than what events have told since it was asked for: of each account the newer version is kept. */
export function newerWallet(known: Wallet | undefined, answered: Wallet): Wallet {
  const newer = (known?.accounts ?? []).filter(({ asset, version }) => {
    const account = answered.accounts.find((one) => one.asset === asset);
    return account === undefined || account.version < version;
  });
  if (known === undefined || newer.length === 0) return answered;
  const kept = new Map(newer.map((account) => [account.asset, account]));
  return {
    ...answered,
    // Of the tokens, as they are kept.
    low_balance: kept.has("TOKEN") ? known.low_balance : answered.low_balance,
    accounts: [...answered.accounts.filter(({ asset }) => !kept.has(asset)), ...newer],
  };
}
