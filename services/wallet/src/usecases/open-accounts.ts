import type { Account } from "../domain/account.ts";
import type { UserAccount } from "../domain/transfer.ts";
import type { Ledger } from "../ports/ledger.ts";

/** Gives accounts in the order of `wanted`, opening those that don't exist. */
export async function openAccounts(
  { ledger }: { ledger: Ledger },
  wanted: readonly UserAccount[],
): Promise<Account[]> {
  const found = await ledger.openAccounts(wanted);
  return wanted.flatMap(
    ({ userId, asset }) =>
      found.find((account) => account.userId === userId && account.asset === asset) ?? [],
  );
}
