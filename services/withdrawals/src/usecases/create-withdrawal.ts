import { newUuid } from "@metercast/contracts";
import { formatAmount } from "@metercast/money";
import { failpoint, MetercastError } from "@metercast/runtime";
import type { Limits, Wakeable, Wallet, Withdrawal, Withdrawals } from "../ports.ts";
import { requested } from "./events.ts";

export interface CreateRequest {
  creatorId: string;
  amount: bigint;
  payoutMethodId: string | undefined;
  idempotencyKey: string;
  creatorName: string;
  creatorEmail: string;
}

export interface CreateSettings {
  minimumCents: bigint;
  secondApprovalAboveCents: bigint;
  /** Longer than any call to the wallet can still be under way after its caller died or gave up. */
  completeAfterSeconds: number;
}

interface Ports {
  withdrawals: Withdrawals;
  wallet: Wallet;
  limits: Limits;
  relay: Wakeable;
}

/**
 * Asks for money: a row that nobody sees, then its hold in the wallet, then the row is seen. The call stands between two transactions, never inside
 * one; whatever dies in between is finished or undone by the completer.
 */
export async function createWithdrawal(
  ports: Ports,
  settings: CreateSettings,
  request: CreateRequest,
): Promise<string> {
  const { withdrawals, wallet } = ports;
  await checkRequest(ports, settings, request);
  const row = {
    ...request,
    id: newUuid(Date.now()),
    secondAboveCents: settings.secondApprovalAboveCents,
  };
  const { withdrawal, isNew } = await withdrawals.begin(row, settings.completeAfterSeconds);
  if (!isNew) return knownAlready(withdrawal);
  failpoint("withdrawals.placing_committed");
  try {
    await wallet.placeHold(holdOf(withdrawal));
  } catch (error) {
    // Only a clear no undoes it. Anything else may have placed the hold.
    if (isRefusal(error)) {
      await withdrawals.drop(withdrawal.id);
      throw error;
    }
    throw new MetercastError(
      "unavailable",
      "Whether the amount is held is not known yet; the same Idempotency-Key finds it again.",
      { cause: error },
    );
  }
  failpoint("withdrawals.hold_placed");
  await withdrawals.standing(withdrawal.id, requested(withdrawal));
  ports.relay.wake();
  return withdrawal.id;
}

export const holdOf = ({ id, creatorId: userId, amount, method: channel }: Withdrawal) => ({
  id,
  userId,
  amount,
  channel,
});

/** The wallet's clear no: nothing is held. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof MetercastError && /^(insufficient_balance|payouts_not_available)$/.test(error.code);

/** A row that is still being placed is the completer's: two placing at once could undo each other. */
function knownAlready(withdrawal: Withdrawal): string {
  if (withdrawal.hold !== "placing") return withdrawal.id;
  throw new MetercastError(
    "unavailable",
    "The amount is still being held; the same Idempotency-Key finds it again.",
  );
}

async function checkRequest(
  { limits }: Ports,
  settings: CreateSettings,
  { creatorId, amount }: CreateRequest,
): Promise<void> {
  const minimum = (await limits.waiverOf(creatorId)) ?? settings.minimumCents;
  if (amount >= minimum) return;
  throw new MetercastError(
    "below_minimum",
    `A withdrawal is at least ${formatAmount(minimum, "USD")} dollars.`,
  );
}
