import type { RailOnboarding } from "@metercast/rails";
import type { Logger } from "@metercast/runtime";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";

export interface ReadAccountPorts {
  store: Store;
  onboarding: RailOnboarding;
}

/** Reads the present state of an account from its payer. False where the account is not ours. */
export async function readAccount(
  { store, onboarding }: ReadAccountPorts,
  accountId: string,
): Promise<boolean> {
  const seen = await onboarding.accountOf(accountId);
  // An account that seems closed may come back (the API key was wrong): only its creator ends it, by
  // another onboarding.
  const state = seen === "closed" ? "restricted" : seen.state;
  return store.transaction(async (tx) => {
    const known = await tx.methods.find({ accountId });
    if (!known) return false;
    const { creatorId } = known;
    await tx.methods.lockOf(creatorId);
    const method = await tx.methods.find({ accountId });
    if (!method || method.closedAt || method.state === state) return true;
    await tx.methods.setState(method.id, state);
    if (state !== "ready") return true;
    await redirectWithdrawal(tx, creatorId);
    await tx.withdrawals.wakeOf(creatorId);
    return true;
  });
}

const LIMIT = 50;

/** Reads accounts that were begun and are not ready, so that a lost `account.updated` only costs time. */
export async function sweepAccounts({
  store,
  rails,
  log,
}: {
  store: Store;
  rails: Rails;
  log: Logger;
}): Promise<void> {
  for (const { kind, accountId } of await store.methods.unfinished(LIMIT)) {
    const onboarding = rails.get(kind)?.onboarding;
    if (!onboarding) continue;
    await readAccount({ store, onboarding }, accountId).catch((err: unknown) =>
      log.warn({ err, rail: kind, account: accountId }, "the payer gave no answer about an account"),
    );
  }
}
