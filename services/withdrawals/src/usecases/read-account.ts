import type { RailOnboarding } from "@metercast/rails";
import type { Clock, Logger } from "@metercast/runtime";
import { lockAfter } from "../domain/method-lock.ts";
import { type Method, payoutLabel } from "../domain/payout-method.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";

export interface ReadAccountPorts {
  store: Store;
  onboarding: RailOnboarding;
  clock: Clock;
  methodLockHours: number;
}

/** Reads the present state of an account from its provider. False where the account is not ours. */
export async function readAccount(ports: ReadAccountPorts, accountId: string): Promise<boolean> {
  const seen = await ports.onboarding.accountOf(accountId);
  // An account that seems closed may come back (the API key was wrong): only its creator ends it, by
  // another onboarding.
  const {
    state,
    target = "",
    instantEligible = false,
  } = seen === "closed" ? { state: "restricted" as const } : seen;
  return ports.store.transaction(async (tx) => {
    const known = await tx.methods.find({ accountId });
    if (!known) return false;
    const { creatorId } = known;
    await tx.methods.lockOf(creatorId);
    const method = await tx.methods.find({ accountId });
    if (!method || method.closedAt) return true;
    const view = { state, target: target || method.target, instantEligible };
    const isSame =
      method.state === state && method.target === view.target && method.instantEligible === instantEligible;
    if (isSame) return true;
    await tx.methods.setAccountView(method.id, view);
    if (method.target !== "" && method.target !== view.target) await lockRetargeted(ports, tx, method);
    if (state !== "ready" || method.state === state) return true;
    await redirectWithdrawal(tx, creatorId);
    await tx.withdrawals.wakeOf(creatorId);
    return true;
  });
}

/** The account pays to another bank account than before: its creator's open withdrawal shows it. */
async function lockRetargeted(
  { clock, methodLockHours }: ReadAccountPorts,
  tx: Transaction,
  method: Method,
): Promise<void> {
  const until = lockAfter({ kind: "retargeted" }, methodLockHours, new Date(clock.now()));
  if (until) await tx.methods.setLock(method.id, until);
  const open = await tx.withdrawals.lockOpen(method.creatorId);
  if (open?.payoutMethodId !== method.id || open.hold === "placing") return;
  const locked = until ? ` No payout starts before ${until.toISOString()}.` : "";
  await tx.withdrawals.addChange(open.id, {
    actorId: method.creatorId,
    fromStatus: open.status,
    toStatus: open.status,
    note: `The bank account or card behind ${payoutLabel(method.kind, method)} has changed.${locked}`,
    internalNote: "",
  });
}

const LIMIT = 50;

/** Reads accounts that were begun and are not ready, so that a lost `account.updated` only costs time. */
export async function sweepAccounts({
  rails,
  log,
  ...ports
}: Omit<ReadAccountPorts, "onboarding"> & { rails: Rails; log: Logger }): Promise<void> {
  for (const { kind, accountId } of await ports.store.methods.unfinished(LIMIT)) {
    const onboarding = rails.get(kind)?.onboarding;
    if (!onboarding) continue;
    await readAccount({ ...ports, onboarding }, accountId).catch((err: unknown) =>
      log.warn({ err, rail: kind, account: accountId }, "the provider gave no answer about an account"),
    );
  }
}
