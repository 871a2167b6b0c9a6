import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { failpoint } from "@metercast/runtime";
import { isFinal } from "../../domain/attempt.ts";
import { type Status, transition } from "../../domain/withdrawal.ts";
import type { Attempt, AttemptChange } from "../../ports.ts";
import { isFrozen } from "./attempt-start.ts";
import { noteAttempt, noteChange } from "./changes.ts";
import { ATTEMPT_COLUMNS, type AttemptRow, toAttempt } from "./rows.ts";

/** While frozen, what is not on its way is looked at again this often. */
const FROZEN_SECONDS = 30;

/** A notice during the call makes it due at once; otherwise the change says when. A claim that goes on is made longer. */
const UPDATE = `
  UPDATE payout_attempt SET state = $3, funding_ref = $4, payout_ref = $5, failure = $6, paid_at = $7::timestamptz, call_number = $8::integer,
    key_used_at = $9::timestamptz, key_spent = $10::boolean, unknown_since = $11::timestamptz, retries = $12::integer,
    next_at = CASE WHEN notices <> $14::integer THEN now() ELSE now() + $13::float8 * interval '1 millisecond' END,
    claimed_until = CASE WHEN $13::float8 = 0 THEN now() + make_interval(secs => $15::float8) END,
    version = version + 1, updated_at = CASE WHEN state = $3 THEN updated_at ELSE now() END
  WHERE id = $1::uuid AND version = $2::integer
  RETURNING ${ATTEMPT_COLUMNS}`;

/** Stores a step, with what it means for the withdrawal, in one transaction. A withdrawal is locked before its attempt, everywhere. */
export async function saveAttempt(
  tx: Sql,
  attempt: Attempt,
  change: AttemptChange,
  leaseSeconds: number,
): Promise<Attempt | "lost" | "frozen"> {
  const [withdrawal] = await tx.$queryRawUnsafe<{ status: Status }[]>(
    "SELECT status FROM withdrawal WHERE id = $1::uuid FOR UPDATE",
    attempt.withdrawalId,
  );
  if (!withdrawal) return "lost";
  if (change.starts && (await isFrozen(tx))) return postpone(tx, attempt);
  const state = change.state ?? attempt.state;
  const [row] = await update(tx, attempt, change, state, leaseSeconds);
  if (!row) return "lost";
  if (state !== attempt.state || change.note) {
    await noteAttempt(tx, attempt.id, attempt.state, state, change.note ?? change.failure ?? "");
  }
  if (change.settles) await settle(tx, attempt, withdrawal.status, change.settles);
  else await tellWithdrawal(tx, attempt, change);
  if (change.isReply) failpoint("withdrawals.before_reply_stored");
  return toAttempt(row);
}

function update(
  tx: Sql,
  attempt: Attempt,
  change: AttemptChange,
  state: string,
  leaseSeconds: number,
): Promise<AttemptRow[]> {
  const next = { ...attempt, ...change };
  return tx.$queryRawUnsafe<AttemptRow[]>(
    UPDATE,
    attempt.id,
    attempt.version,
    state,
    next.fundingRef,
    next.payoutRef,
    next.failure,
    next.paidAt ?? null,
    next.callNumber,
    next.keyUsedAt ?? null,
    next.keySpent,
    change.unknownSince ?? null,
    change.retries,
    change.nextInMs ?? null,
    // News about what is at its end changes nothing.
    isFinal(next.state) ? null : attempt.notices,
    leaseSeconds,
  );
}

async function settle(
  tx: Sql,
  attempt: Attempt,
  status: Status,
  settles: NonNullable<AttemptChange["settles"]>,
): Promise<void> {
  const next = transition(status, settles.action);
  if ("error" in next) throw new Error(`withdrawal ${attempt.withdrawalId} is ${status}: ${settles.action}?`);
  await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET status = $2, reason = $3, needs_review = '', updated_at = now() WHERE id = $1::uuid",
    attempt.withdrawalId,
    next.to,
    settles.reason,
  );
  await noteChange(tx, {
    withdrawal: attempt.withdrawalId,
    actorId: "system",
    from: status,
    to: next.to,
    note: settles.reason,
  });
  await appendEvents(tx, settles.events);
}

async function tellWithdrawal(
  tx: Sql,
  attempt: Attempt,
  change: Pick<AttemptChange, "needsReview" | "estimatedArrival">,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE withdrawal SET needs_review = $2, estimated_arrival = coalesce($3::timestamptz, estimated_arrival), updated_at = now()
     WHERE id = $1::uuid AND (needs_review <> $2 OR estimated_arrival IS DISTINCT FROM coalesce($3::timestamptz, estimated_arrival))`,
    attempt.withdrawalId,
    change.needsReview,
    change.estimatedArrival ?? null,
  );
}

async function postpone(tx: Sql, attempt: Attempt): Promise<"frozen"> {
  await tx.$executeRawUnsafe(
    `UPDATE payout_attempt SET next_at = now() + make_interval(secs => ${FROZEN_SECONDS}), claimed_until = NULL WHERE id = $1::uuid AND version = $2::integer`,
    attempt.id,
    attempt.version,
  );
  await tellWithdrawal(tx, attempt, { needsReview: "frozen" });
  return "frozen";
}
