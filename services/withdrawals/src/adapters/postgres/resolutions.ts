import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Decision } from "../../ports.ts";
import { noteAttempt } from "./changes.ts";

/** Ends the attempt as people have said, and keeps what they knew. An attempt that the payer asks about at this moment is left alone. */
export async function resolveAttempt(
  tx: Sql,
  withdrawalId: string,
  { attempt, resolution, note }: Decision,
): Promise<void> {
  if (!attempt || !resolution) return;
  const { newAttempt, outcome, evidence, reference, requestedBy, confirmedBy } = resolution;
  if (newAttempt)
    await tx.$executeRawUnsafe(
      `INSERT INTO payout_attempt (id, withdrawal, method, destination, amount, creator_id, state, failure, next_at)
       VALUES ($1::uuid, $2::uuid, $3, $4, $5::bigint, $6, 'failed', $7, NULL)`,
      newAttempt.id,
      withdrawalId,
      newAttempt.method,
      newAttempt.destination,
      newAttempt.amount,
      newAttempt.creatorId,
      note,
    );
  else await end(tx, attempt.id, attempt.state, note);
  await noteAttempt(tx, attempt.id, newAttempt ? "" : attempt.from, attempt.state, note);
  await tx.$executeRawUnsafe(
    `INSERT INTO resolution (withdrawal, attempt, outcome, evidence, reference, requested_by, confirmed_by)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7)`,
    withdrawalId,
    attempt.id,
    outcome,
    evidence,
    reference,
    requestedBy,
    confirmedBy,
  );
}

async function end(tx: Sql, id: string, state: string, failure: string): Promise<void> {
  const ended = await tx.$executeRawUnsafe(
    `UPDATE payout_attempt SET state = $2, failure = $3, unknown_since = NULL, next_at = NULL, claimed_until = NULL, version = version + 1, updated_at = now(),
       paid_at = CASE WHEN $2 = 'settled' THEN coalesce(paid_at, now()) ELSE paid_at END
     WHERE id = $1::uuid AND (claimed_until IS NULL OR claimed_until < now())`,
    id,
    state,
    failure,
  );
  if (ended === 0)
    throw new MetercastError("unavailable", "The payer is being asked about it at this moment; try again.");
}
