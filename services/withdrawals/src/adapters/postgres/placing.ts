import { createHash } from "node:crypto";
import type { AnyEvent } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { NewWithdrawal, Withdrawal } from "../../ports.ts";
import { noteChange } from "./changes.ts";
import { destinationOf, lockMethodsOf } from "./destinations.ts";
import { SELECT_WITHDRAWAL, toWithdrawal, type WithdrawalRow } from "./rows.ts";

/**
 * Two above the limit. What a creator has asked for within a day counts together, also what a bank (or an admin, in its name) sent back, so that no large amount leaves
 * in small parts by one admin.
 */
const APPROVALS_NEEDED = `CASE WHEN $3::bigint + coalesce((
  SELECT sum(d.amount) FROM withdrawal d WHERE d.creator_id = $2 AND d.created_at > now() - interval '24 hours'
    AND (d.status IN ('PENDING', 'APPROVED', 'COMPLETED')
      OR EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = d.id AND a.paid_at IS NOT NULL))), 0) > $6::bigint THEN 2 ELSE 1 END`;

/** The row of this key, new or from before. Two of one creator at the same moment: the second finds what the first has left. */
export async function begin(
  tx: Sql,
  row: NewWithdrawal,
  completeAfterSeconds: number,
): Promise<{ withdrawal: Withdrawal; isNew: boolean }> {
  await lockMethodsOf(tx, row.creatorId);
  const known = await ofKey(tx, row);
  if (known) return { withdrawal: known, isNew: false };
  const to = await destinationOf(tx, row.creatorId, row.payoutMethodId);
  const inserted = await tx.$executeRawUnsafe(
    `INSERT INTO withdrawal (id, creator_id, amount, payout_method, destination, approvals_needed, creator_name, creator_email, idempotency_key, request_hash, next_at)
     VALUES ($1::uuid, $2, $3::bigint, $4::uuid, $5, ${APPROVALS_NEEDED}, $7, $8, $9, $10, now() + make_interval(secs => $11::float8)) ON CONFLICT DO NOTHING`,
    row.id,
    row.creatorId,
    row.amount,
    to?.methodId ?? null,
    to?.account ?? "",
    row.secondAboveCents,
    row.creatorName,
    row.creatorEmail,
    row.idempotencyKey,
    hashOf(row),
    completeAfterSeconds,
  );
  const found = inserted === 1 ? await ofKey(tx, row) : undefined;
  // Another one is open, or a row of this key was dropped just now: then nothing is open, and the caller may ask again.
  if (!found) throw new MetercastError("withdrawal_already_open");
  return { withdrawal: found, isNew: true };
}

/** @throws idempotency_conflict where the key was used for something else */
async function ofKey(tx: Sql, row: NewWithdrawal): Promise<Withdrawal | undefined> {
  const [found] = await tx.$queryRawUnsafe<(WithdrawalRow & { same: boolean })[]>(
    `SELECT x.*, (SELECT request_hash FROM withdrawal WHERE id = x.id::uuid) = $3 AS same
     FROM (${SELECT_WITHDRAWAL} WHERE w.creator_id = $1 AND w.idempotency_key = $2) AS x`,
    row.creatorId,
    row.idempotencyKey,
    hashOf(row),
  );
  if (found && !found.same) throw new MetercastError("idempotency_conflict");
  return found && toWithdrawal(found);
}

/** Its hold stands. Only the first to say so makes it seen. */
export async function standing(tx: Sql, id: string, event: AnyEvent): Promise<boolean> {
  const rows = await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET hold = 'held', updated_at = now() WHERE id = $1::uuid AND hold = 'placing'",
    id,
  );
  if (rows === 0) return false;
  const [row] = await tx.$queryRawUnsafe<{ creator_id: string }[]>(
    "SELECT creator_id FROM withdrawal WHERE id = $1::uuid",
    id,
  );
  await noteChange(tx, { withdrawal: id, actorId: row?.creator_id ?? "", from: "", to: "PENDING", note: "" });
  await appendEvents(tx, [event]);
  return true;
}

export async function claimPlacing(tx: Sql, afterSeconds: number, limit: number): Promise<Withdrawal[]> {
  const claimed = await tx.$queryRawUnsafe<{ id: string }[]>(
    `UPDATE withdrawal SET next_at = now() + make_interval(secs => $1::float8)
     WHERE id IN (SELECT id FROM withdrawal WHERE hold = 'placing' AND next_at <= now() ORDER BY next_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
     RETURNING id::text`,
    afterSeconds,
    limit,
  );
  if (claimed.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<WithdrawalRow[]>(
    `${SELECT_WITHDRAWAL} WHERE w.id = ANY ($1::uuid[])`,
    claimed.map(({ id }) => id),
  );
  return rows.map(toWithdrawal);
}

/** What the same key must ask for again. */
const hashOf = ({ amount, payoutMethodId }: NewWithdrawal): Uint8Array =>
  createHash("sha256")
    .update(`${amount} ${payoutMethodId ?? ""}`)
    .digest();
