import type { RailName, RailOnboarding } from "@metercast/rails";
import type { Clock, Logger } from "@metercast/runtime";
import { type Change, lockAfter } from "../domain/method-lock.ts";
import { type Method, type MethodState, payoutLabel } from "../domain/payout-method.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { methodChanged, reviewEvents } from "./events.ts";
import { redirectWithdrawal } from "./redirect-withdrawal.ts";

export interface ReadAccountPorts {
  store: Store;
  onboarding: RailOnboarding;
  clock: Clock;
  methodLockHours: number;
}

/**
 * Reads the present state of a rail's account from its provider. `announced`: an event said that it has
 * changed. False where the account is not ours, or is one of another rail.
 */
export async function readAccount(
  ports: ReadAccountPorts,
  { rail, accountId, announced }: { rail: RailName; accountId: string; announced: boolean },
): Promise<boolean> {
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
    if (known?.kind !== rail) return false;
    const { creatorId } = known;
    await tx.methods.lockOf(creatorId);
    const method = await tx.methods.find({ accountId });
    if (!method || method.closedAt) return true;
    const view = { state, target: target || method.target, instantEligible };
    const isSame =
      method.state === state && method.target === view.target && method.instantEligible === instantEligible;
    if (isSame) return true;
    await tx.methods.setAccountView(method.id, view);
    const now = new Date(ports.clock.now());
    const isRetargeted =
      method.target !== view.target && (await lockRetargeted(ports, tx, { method, announced, now }));
    const becomes = method.state === state ? undefined : state;
    await appendChanges(tx, method.id, { isRetargeted, becomes, now });
    if (becomes !== "ready") return true;
    await redirectWithdrawal(tx, creatorId, now);
    await tx.withdrawals.wakeOf(creatorId);
    return true;
  });
}

/** With the lock that the change has set. An account that is being set up is no news. */
async function appendChanges(
  tx: Transaction,
  id: string,
  { isRetargeted, becomes, now }: { isRetargeted: boolean; becomes: MethodState | undefined; now: Date },
): Promise<void> {
  const present = await tx.methods.find({ id });
  if (!present) return;
  const changes = [
    ...(isRetargeted ? (["destination_changed"] as const) : []),
    ...(becomes === "ready" ? (["ready"] as const) : []),
    ...(becomes === "restricted" ? (["needs_action"] as const) : []),
  ];
  await tx.append(changes.map((change) => methodChanged(present, change, now)));
}

interface Retarget {
  method: Method;
  announced: boolean;
  now: Date;
}

/**
 * The account pays to another place than before. Its creator's open withdrawal shows it, and needs a new
 * approval unless its payout has begun. False where the place is only known now, and no other one was.
 */
async function lockRetargeted(
  { methodLockHours }: ReadAccountPorts,
  tx: Transaction,
  { method, announced, now }: Retarget,
): Promise<boolean> {
  const before = (await tx.methods.countOf(method.creatorId)) > 1;
  const change: Change =
    method.target === "" ? { kind: "first_known", method, before, announced } : { kind: "retargeted" };
  const until = lockAfter(change, methodLockHours, now);
  if (until) await tx.methods.setLock(method.id, until);
  if (change.kind === "first_known" && !until) return false;
  await showRetarget(tx, method, until, now);
  return true;
}

async function showRetarget(
  tx: Transaction,
  method: Method,
  until: Date | undefined,
  now: Date,
): Promise<void> {
  const open = await tx.withdrawals.lockOpen(method.creatorId);
  if (open?.payoutMethodId !== method.id) return;
  const { id, status, destination: account, hold } = open;
  // Read under the lock of the withdrawal, as an attempt starts.
  const hasBegun = await tx.attempts.haveStarted(id);
  if (!hasBegun) {
    await tx.withdrawals.update(id, {
      destination: { methodId: method.id, account },
      ...(status === "APPROVED" && { needsReview: "destination_unapproved" as const }),
    });
    if (status === "APPROVED") await tx.append(reviewEvents(open, "destination_unapproved", now));
  }
  // A withdrawal that is not visible yet has no history.
  if (hold === "placing") return;
  const locked = until ? ` No payout starts before ${until.toISOString()}.` : "";
  const label = payoutLabel(method.kind, method);
  await tx.withdrawals.addChange(id, {
    actorId: method.creatorId,
    fromStatus: status,
    toStatus: status,
    note: `The bank account or card behind ${label} has changed.${hasBegun ? "" : locked}`,
    internalNote: "",
  });
}

const LIMIT = 50;

/**
 * Reads accounts that were begun and are not ready, and those whose place is not known, so that a lost
 * `account.updated` only costs time.
 */
export async function sweepAccounts({
  rails,
  log,
  ...ports
}: Omit<ReadAccountPorts, "onboarding"> & { rails: Rails; log: Logger }): Promise<void> {
  const { methods } = ports.store;
  const due = [...(await methods.unfinished(LIMIT)), ...(await methods.unmarked(LIMIT))];
  for (const { kind: rail, accountId } of due) {
    const onboarding = rails.get(rail)?.onboarding;
    if (!onboarding) continue;
    await readAccount({ ...ports, onboarding }, { rail, accountId, announced: false }).catch((err: unknown) =>
      log.warn({ err, rail, account: accountId }, "the provider gave no answer about an account"),
    );
  }
}
