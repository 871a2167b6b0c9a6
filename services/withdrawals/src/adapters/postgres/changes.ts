import type { Sql } from "@metercast/postgres";
import type { AttemptState } from "../../domain/attempt.ts";

/** The history of a withdrawal; nothing changes its state without a line here. */
export async function noteChange(
  tx: Sql,
  change: {
    withdrawal: string;
    actorId: string;
    from: string;
    to: string;
    note: string;
    internalNote?: string;
  },
): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO withdrawal_change (withdrawal, actor_id, from_status, to_status, note, internal_note) VALUES ($1::uuid, $2, $3, $4, $5, $6)",
    change.withdrawal,
    change.actorId,
    change.from,
    change.to,
    change.note,
    change.internalNote ?? "",
  );
}

/** The history of an attempt. */
export async function noteAttempt(
  tx: Sql,
  attempt: string,
  from: AttemptState | "",
  to: AttemptState,
  note: string,
): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO attempt_change (attempt, from_state, to_state, note) VALUES ($1::uuid, $2, $3, $4)",
    attempt,
    from,
    to,
    [...note].slice(0, 500).join(""),
  );
}
