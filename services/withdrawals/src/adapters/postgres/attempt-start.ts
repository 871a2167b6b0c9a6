import { newUuid } from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import { failpoint } from "@metercast/runtime";
import type { ReviewReason } from "../../domain/withdrawal.ts";
import type { MethodKind } from "../../ports.ts";
import { noteAttempt } from "./changes.ts";

/** A withdrawal that can't begin is looked at again after this long; what removes the reason makes it due at once. */
const LOOK_AGAIN_SECONDS = 30;

interface DueRow {
  id: string;
  creator_id: string;
  amount: bigint;
  kind: MethodKind | null;
  state: string | null;
  destination: string;
  /** Nobody has approved it for where it goes now, or not enough have. */
  unapproved: boolean;
}

const DUE = `
  SELECT w.id::text, w.creator_id, w.amount, w.destination, m.kind, m.state,
         w.approvals_needed > (SELECT count(*) FROM approval a WHERE a.withdrawal = w.id AND a.destination_version = w.destination_version) AS unapproved
  FROM (SELECT * FROM withdrawal w
        WHERE w.status = 'APPROVED' AND w.hold = 'posted' AND w.next_at <= now()
          AND NOT EXISTS (SELECT 1 FROM payout_attempt a WHERE a.withdrawal = w.id)
        ORDER BY w.next_at LIMIT $1::integer FOR UPDATE SKIP LOCKED) AS w
  LEFT JOIN payout_method m ON m.id = w.payout_method`;

/** Makes the attempts that may begin. The freeze's row is held meanwhile: who froze has seen the last one begin. */
export async function startDue(tx: Sql, kinds: readonly MethodKind[], limit: number): Promise<number> {
  const due = await tx.$queryRawUnsafe<DueRow[]>(DUE, limit);
  if (due.length === 0) return 0;
  const frozen = await isFrozen(tx);
  let started = false;
  for (const row of due) {
    const obstacle = frozen ? "frozen" : obstacleOf(row, kinds);
    if (obstacle === "") started = await start(tx, row);
    else await wait(tx, row.id, obstacle);
  }
  if (started) failpoint("withdrawals.before_attempt_commit");
  return due.length;
}

/** Also where no run of the checks counts any more. Holds the switch until the end of the transaction. */
export async function isFrozen(tx: Sql): Promise<boolean> {
  const [row] = await tx.$queryRawUnsafe<{ frozen: boolean }[]>(
    "SELECT frozen OR checked_until < now() AS frozen FROM payout_freeze FOR SHARE",
  );
  return row?.frozen ?? true;
}

function obstacleOf({ kind, state, unapproved }: DueRow, kinds: readonly MethodKind[]): ReviewReason {
  if (kind === null) return "payout_method_missing";
  if (unapproved) return "destination_unapproved";
  if (state !== "ready") return "payout_method_restricted";
  return kinds.includes(kind) ? "" : "payout_method_unavailable";
}

async function start(tx: Sql, row: DueRow): Promise<true> {
  const id = newUuid(Date.now());
  await tx.$executeRawUnsafe(
    `INSERT INTO payout_attempt (id, withdrawal, method, destination, amount, creator_id) VALUES ($1::uuid, $2::uuid, $3, $4, $5::bigint, $6)`,
    id,
    row.id,
    row.kind,
    row.destination,
    row.amount,
    row.creator_id,
  );
  await noteAttempt(tx, id, "", "created", "");
  await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET needs_review = '', updated_at = now() WHERE id = $1::uuid",
    row.id,
  );
  return true;
}

async function wait(tx: Sql, id: string, needsReview: ReviewReason): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE withdrawal SET needs_review = $2, next_at = now() + make_interval(secs => ${LOOK_AGAIN_SECONDS}),
       updated_at = CASE WHEN needs_review = $2 THEN updated_at ELSE now() END WHERE id = $1::uuid`,
    id,
    needsReview,
  );
}
