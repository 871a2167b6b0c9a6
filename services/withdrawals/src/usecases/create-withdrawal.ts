import { newUuid } from "@metercast/contracts";
import { formatAmount } from "@metercast/money";
import type { Speed } from "@metercast/rails";
import { type Clock, failpoint, MetercastError } from "@metercast/runtime";
import { destinationOf } from "../domain/payout-method.ts";
import { termsOf } from "../domain/payout-terms.ts";
import { approvalsFor, type Withdrawal } from "../domain/withdrawal.ts";
import type { Minimums } from "../ports/minimums.ts";
import type { Rails } from "../ports/rails.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store, Transaction } from "../ports/store.ts";
import type { Wallet } from "../ports/wallet.ts";
import { markHeld } from "./mark-held.ts";
import { undoPlacing } from "./undo-placing.ts";

export interface CreateWithdrawalPorts {
  store: Store;
  rails: Rails;
  wallet: Wallet;
  minimums: Minimums;
  relay: Relay;
  clock: Clock;
  settings: {
    minimumCents: bigint;
    secondApprovalAboveCents: bigint;
    /** Longer than a call to the wallet can run on after its caller crashed or gave up. */
    completeAfterSeconds: number;
  };
}

export interface CreateWithdrawalRequest {
  creatorId: string;
  /** Cents. */
  amount: bigint;
  payoutMethodId: string | undefined;
  /** Undefined: standard. */
  speed?: Speed;
  idempotencyKey: string;
  creatorName: string;
  creatorEmail: string;
  /** The creator's schedule asks. */
  scheduled?: boolean;
}

/**
 * Requests a withdrawal: a row that no API shows, then its hold in the wallet, then the row becomes
 * visible. The call to the wallet is between two transactions, never inside one; after a crash the
 * completer finishes or undoes the rest. Gives the id.
 * @throws below_minimum, method_limit, instant_not_available, instant_limit, withdrawal_already_open,
 * idempotency_conflict, payout_method_not_found, payouts_not_available, insufficient_balance; unavailable
 * where the outcome is unknown
 */
export async function createWithdrawal(
  ports: CreateWithdrawalPorts,
  request: CreateWithdrawalRequest,
): Promise<string> {
  await checkMinimum(ports, request);
  const { withdrawal, isNew } = await ports.store.transaction((tx) => beginWithdrawal(ports, tx, request));
  if (!isNew) return knownAlready(withdrawal);
  failpoint("withdrawals.placing_committed");
  await placeHold(ports, withdrawal);
  return withdrawal.id;
}

/**
 * Places the hold of a committed withdrawal and makes it visible. @throws insufficient_balance,
 * payouts_not_available: the row is gone; unavailable where the outcome is unknown: the completer goes on
 */
export async function placeHold(ports: CreateWithdrawalPorts, withdrawal: Withdrawal): Promise<void> {
  try {
    await ports.wallet.placeHold(holdOf(withdrawal));
  } catch (error) {
    // Only a definite refusal undoes the row. After anything else the hold may exist.
    if (isRefusal(error)) {
      await undoPlacing(ports, withdrawal.id, error);
      throw error;
    }
    throw new MetercastError(
      "unavailable",
      "Whether the amount is held is not known yet; the same Idempotency-Key finds it again.",
      { cause: error },
    );
  }
  failpoint("withdrawals.hold_placed");
  await markHeld(ports, withdrawal.id);
}

async function checkMinimum(
  { minimums, settings }: CreateWithdrawalPorts,
  { creatorId, amount }: CreateWithdrawalRequest,
): Promise<void> {
  const minimum = (await minimums.of(creatorId)) ?? settings.minimumCents;
  if (amount >= minimum) return;
  throw new MetercastError(
    "below_minimum",
    `A withdrawal is at least ${formatAmount(minimum, "USD")} dollars.`,
  );
}

/**
 * The row that no API shows yet. @throws withdrawal_already_open, idempotency_conflict,
 * payout_method_not_found, payouts_not_available, payouts_paused
 */
export async function beginWithdrawal(
  { settings, clock, rails }: Pick<CreateWithdrawalPorts, "settings" | "clock" | "rails">,
  tx: Transaction,
  request: CreateWithdrawalRequest,
): Promise<{ withdrawal: Withdrawal; isNew: boolean }> {
  const { creatorId, amount, payoutMethodId, idempotencyKey, creatorName, creatorEmail } = request;
  await tx.methods.lockOf(creatorId);
  const { speed = "standard" } = request;
  const content = `${amount} ${payoutMethodId ?? ""}${speed === "instant" ? " instant" : ""}`;
  const key = { creatorId, idempotencyKey, content };
  const known = await tx.withdrawals.ofKey(key);
  if (known && !known.isSame) throw new MetercastError("idempotency_conflict");
  if (known) return { withdrawal: known.withdrawal, isNew: false };
  await checkPause(tx, creatorId);
  const { destination, method } = await chooseDestination(tx, creatorId, payoutMethodId);
  const instant = method && rails.get(method.kind)?.instant;
  const instantWithinDay = await tx.withdrawals.instantWithinDay(creatorId);
  const { fee, problems } = termsOf({ amount, speed, method, instant, instantWithinDay });
  const [problem] = problems;
  if (problem) throw new MetercastError(problem.code, problem.detail);
  const dayAmount = await tx.withdrawals.askedWithinDay(creatorId);
  const row = {
    id: newUuid(clock.now()),
    creatorId,
    amount,
    speed,
    fee,
    payoutMethodId: destination?.methodId,
    destination: destination?.account ?? "",
    approvalsNeeded: approvalsFor(amount, dayAmount, settings.secondApprovalAboveCents),
    scheduled: request.scheduled ?? false,
    creatorName,
    creatorEmail,
    nextInSeconds: settings.completeAfterSeconds,
  };
  const inserted = await tx.withdrawals.insert(row, key);
  const found = inserted ? await tx.withdrawals.lock(row.id) : undefined;
  // Another withdrawal is open.
  if (!found) throw new MetercastError("withdrawal_already_open");
  return { withdrawal: found, isNew: true };
}

async function checkPause({ schedules }: Transaction, creatorId: string): Promise<void> {
  const { admin } = await schedules.pauses(creatorId);
  if (admin) throw new MetercastError("payouts_paused", "The platform has paused your payouts.");
}

async function chooseDestination(tx: Transaction, creatorId: string, named: string | undefined) {
  const methods = await tx.methods.list(creatorId);
  const destination = destinationOf(methods, named);
  if (destination === undefined || !("refused" in destination))
    return { destination, method: methods.find(({ id }) => id === destination?.methodId) };
  if (destination.refused === "not_found") throw new MetercastError("payout_method_not_found");
  throw new MetercastError("payouts_not_available", "This account is closed. Set up another way to be paid.");
}

export const holdOf = ({ id, creatorId: userId, amount, method: channel }: Withdrawal) => ({
  id,
  userId,
  amount,
  channel,
});

export const isRefusal = (error: unknown): boolean =>
  error instanceof MetercastError && /^(insufficient_balance|payouts_not_available)$/.test(error.code);

/**
 * A row that is still being placed belongs to the completer: two callers that place it could undo each
 * other's work.
 */
function knownAlready(withdrawal: Withdrawal): string {
  if (withdrawal.hold !== "placing") return withdrawal.id;
  throw new MetercastError(
    "unavailable",
    "The amount is still being held; the same Idempotency-Key finds it again.",
  );
}
