import type { Schemas } from "./client.ts";

type Wallet = Schemas["Wallet"];

/** A response may be older than events received since its request: keep the newer version of each account. */
export function newerWallet(known: Wallet | undefined, answered: Wallet): Wallet {
  const newer = (known?.accounts ?? []).filter(({ asset, version }) => {
    const account = answered.accounts.find((one) => one.asset === asset);
    return account === undefined || account.version < version;
  });
  if (known === undefined || newer.length === 0) return answered;
  const kept = new Map(newer.map((account) => [account.asset, account]));
  return {
    ...answered,
    low_balance: kept.has("TOKEN") ? known.low_balance : answered.low_balance,
    accounts: [...answered.accounts.filter(({ asset }) => !kept.has(asset)), ...newer],
  };
}
