import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import { type Destination, type MethodKind, payoutLabel } from "../../domain/payout-method.ts";
import type { Status } from "../../domain/withdrawal.ts";
import { noteChange } from "./changes.ts";

/**
 * Requests, deletions and new methods of one creator wait for each other here until the end of their transaction: where a withdrawal goes is decided
 * on what the one before has left. Taken before any row.
 */
export async function lockMethodsOf(tx: Sql, creatorId: string): Promise<void> {
  await tx.$executeRawUnsafe(
    "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
    `payout methods of ${creatorId}`,
  );
}

interface MethodRow {
  id: string;
  kind: MethodKind;
  account_id: string | null;
  closed: boolean;
}

/**
 * Where a new withdrawal goes: the method that it names, else the default. One that Stripe has no account for yet is nowhere to go.
 * @throws payout_method_not_found, payouts_not_available
 */
export async function destinationOf(
  tx: Sql,
  creatorId: string,
  named: string | undefined,
): Promise<Destination | undefined> {
  const [method] = await tx.$queryRawUnsafe<MethodRow[]>(
    `SELECT id::text, kind, account_id, closed_at IS NOT NULL AS closed FROM payout_method
     WHERE creator_id = $1 AND deleted_at IS NULL AND CASE WHEN $2::uuid IS NULL THEN is_default ELSE id = $2::uuid END`,
    creatorId,
    named ?? null,
  );
  if (!method && named !== undefined) throw new MetercastError("payout_method_not_found");
  if (method?.closed && named !== undefined)
    throw new MetercastError(
      "payouts_not_available",
      "This account is closed. Set up another way to be paid.",
    );
  return method && !method.closed ? toDestination(method) : undefined;
}

const toDestination = ({ id, kind, account_id }: MethodRow): Destination | undefined =>
  kind === "stripe" && account_id === null ? undefined : { methodId: id, account: account_id ?? "" };

/** Whether an open withdrawal of its creator goes there. */
export async function isNamed(tx: Sql, methodId: string, creatorId: string): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(
    "SELECT 1 AS named FROM withdrawal WHERE payout_method = $1::uuid AND creator_id = $2 AND status IN ('PENDING', 'APPROVED') LIMIT 1",
    methodId,
    creatorId,
  );
  return rows.length > 0;
}

interface OpenRow {
  id: string;
  status: Status;
  placing: boolean;
  kind: MethodKind | null;
  destination: string;
}

/** The open withdrawal of a creator that has nowhere to go, or goes to an account that may not be paid; no payout of it has begun. */
const ASTRAY = `
  SELECT w.id::text, w.status, w.hold = 'placing' AS placing, old.kind, w.destination
  FROM withdrawal w LEFT JOIN payout_method old ON old.id = w.payout_method
  WHERE w.id = $1::uuid AND (old.id IS NULL OR old.state <> 'ready')
    AND NOT EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id)`;

/**
 * The creator has named another method, their default from now on: a withdrawal that can't be paid where it goes, goes there. The history says so, and
 * approvals that were given for the old place don't count for the new one.
 */
export async function redirect(tx: Sql, creatorId: string): Promise<void> {
  const [open] = await tx.$queryRawUnsafe<{ id: string }[]>(
    "SELECT id::text FROM withdrawal WHERE creator_id = $1 AND status IN ('PENDING', 'APPROVED') FOR UPDATE",
    creatorId,
  );
  if (!open) return;
  // Looked at after the lock: the payer may have begun a payout meanwhile.
  const [row] = await tx.$queryRawUnsafe<OpenRow[]>(ASTRAY, open.id);
  const [method] = await tx.$queryRawUnsafe<MethodRow[]>(
    `SELECT id::text, kind, account_id, false AS closed FROM payout_method
     WHERE creator_id = $1 AND is_default AND state = 'ready' AND deleted_at IS NULL AND closed_at IS NULL`,
    creatorId,
  );
  const to = method && toDestination(method);
  if (!row || !to) return;
  await tx.$executeRawUnsafe(
    `UPDATE withdrawal SET payout_method = $2::uuid, destination = $3, destination_version = destination_version + 1,
       needs_review = CASE WHEN status = 'APPROVED' THEN 'destination_unapproved' ELSE needs_review END, updated_at = now() WHERE id = $1::uuid`,
    row.id,
    to.methodId,
    to.account,
  );
  // Before its hold stands nobody has seen it, and its history has not begun.
  if (row.placing) return;
  const before = row.kind === null ? "nowhere" : payoutLabel(row.kind, row.destination || undefined);
  await noteChange(tx, {
    withdrawal: row.id,
    actorId: creatorId,
    from: row.status,
    to: row.status,
    note: `Goes to ${payoutLabel(method.kind, to.account || undefined)}, before to ${before}.`,
  });
}
