import type { Logger } from "@metercast/runtime";
import type { Onboarding } from "../ports/onboarding.ts";
import type { Store } from "../ports/store.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";

export interface ReadAccountPorts {
  store: Store;
  onboarding: Onboarding;
}

/** Reads the present state of a connected account from Stripe. False where the account is not ours. */
export async function readAccount(
  { store, onboarding }: ReadAccountPorts,
  accountId: string,
): Promise<boolean> {
  const seen = await onboarding.stateOf(accountId);
  // An account that seems closed may come back (the API key was wrong): only its creator ends it, by
  // another onboarding.
  const state = seen === "closed" ? "restricted" : seen;
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
  onboarding,
  log,
}: {
  store: Store;
  onboarding: Onboarding | undefined;
  log: Logger;
}): Promise<void> {
  if (!onboarding) return;
  for (const accountId of await store.methods.unfinished(LIMIT))
    await readAccount({ store, onboarding }, accountId).catch((err: unknown) =>
      log.warn({ err, account: accountId }, "Stripe gave no answer about an account"),
    );
}
