import { publicId } from "@metercast/contracts";
import { appendEvents, firstTime } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { Decision, WithdrawalDetails } from "../../ports.ts";
import { finish } from "./acts.ts";
import { noteAttempt, noteChange } from "./changes.ts";
import { readDetails } from "./reads.ts";
import { resolveAttempt } from "./resolutions.ts";

/** Locks the withdrawal, lets it be judged, and writes what was decided: whoever comes at the same moment judges what this one left. */
export async function decide(
  tx: Sql,
  id: string,
  judge: (found: WithdrawalDetails) => Decision,
): Promise<void> {
  await tx.$queryRawUnsafe("SELECT 1 AS locked FROM withdrawal WHERE id = $1::uuid FOR UPDATE", id);
  const found = await readDetails(tx, id);
  if (!found) throw new MetercastError("withdrawal_not_found");
  const decision = judge(found);
  const { to, actorId, note, internalNote = "" } = decision;
  if (decision.approval) {
    await tx.$executeRawUnsafe(
      `INSERT INTO approval (withdrawal, admin_id, note, internal_note, destination_version)
       SELECT id, $2, $3, $4, destination_version FROM withdrawal WHERE id = $1::uuid`,
      id,
      actorId,
      note,
      internalNote,
    );
  }
  await tx.$executeRawUnsafe(
    `UPDATE withdrawal SET status = $2, reason = CASE WHEN $3 = '' THEN reason ELSE $3 END, needs_review = CASE WHEN $2 = status AND NOT $5::boolean THEN needs_review ELSE '' END,
       estimated_arrival = coalesce($4::timestamptz, estimated_arrival), next_at = now(), updated_at = now() WHERE id = $1::uuid`,
    id,
    to,
    decision.reason ?? "",
    decision.estimatedArrival ?? null,
    decision.resolution !== undefined,
  );
  await noteChange(tx, { withdrawal: id, actorId, from: found.withdrawal.status, to, note, internalNote });
  if (decision.resolution) await resolveAttempt(tx, id, decision);
  else if (decision.attempt) await tellAttempt(tx, decision.attempt, note);
  if (decision.actId !== undefined) await carriedOut(tx, decision.actId, id);
  await appendEvents(tx, decision.events);
}

/** @throws invalid_transition where somebody else was faster: then nothing of this stands */
async function carriedOut(tx: Sql, actId: string, withdrawalId: string): Promise<void> {
  const done = await finish(tx, actId, "executed", publicId("withdrawal", withdrawalId), new Date());
  if (!done) throw new MetercastError("invalid_transition", "This was done already.");
}

async function tellAttempt(
  tx: Sql,
  { id, from, state, payoutRef, failure }: NonNullable<Decision["attempt"]>,
  note: string,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE payout_attempt SET state = $2, payout_ref = coalesce($3, payout_ref), failure = coalesce($4, failure),
       paid_at = CASE WHEN $2 = 'paid' THEN now() ELSE paid_at END, next_at = NULL, version = version + 1, updated_at = now() WHERE id = $1::uuid`,
    id,
    state,
    payoutRef ?? null,
    failure ?? null,
  );
  await noteAttempt(tx, id, from, state, note);
}

/** The wallet's word. A hold ends once, so only the first word counts; a payout may begin after it. */
export async function holdEnded(
  tx: Sql,
  message: { consumer: string; id: string },
  withdrawalId: string,
  hold: "posted" | "voided",
): Promise<void> {
  if (!(await firstTime(tx, message.consumer, message.id))) return;
  await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET hold = $2, needs_review = CASE WHEN needs_review = 'channel_unknown' THEN '' ELSE needs_review END, next_at = now(), updated_at = now() WHERE id = $1::uuid AND hold = 'held'",
    withdrawalId,
    hold,
  );
}

/** Nothing has moved. When the wallet knows the channel, the approval is sent again. */
export async function holdRefused(
  tx: Sql,
  message: { consumer: string; id: string },
  withdrawalId: string,
): Promise<void> {
  if (!(await firstTime(tx, message.consumer, message.id))) return;
  await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET needs_review = 'channel_unknown', updated_at = now() WHERE id = $1::uuid AND status = 'APPROVED' AND hold = 'held'",
    withdrawalId,
  );
}
