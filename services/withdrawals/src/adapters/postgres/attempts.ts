import { failpoint } from "@metercast/runtime";
import type { Attempts } from "../../ports.ts";
import { saveAttempt } from "./attempt-save.ts";
import { startDue } from "./attempt-start.ts";
import { type Database, inTransaction } from "./client.ts";
import { ATTEMPT_COLUMNS, type AttemptRow, toAttempt } from "./rows.ts";

const CLAIM = `
  UPDATE payout_attempt SET claimed_until = now() + make_interval(secs => $2::float8)
  WHERE id IN (SELECT id FROM payout_attempt WHERE next_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
               ORDER BY next_at LIMIT $1::integer FOR UPDATE SKIP LOCKED)
  RETURNING ${ATTEMPT_COLUMNS}`;

const NOTICE = `
  UPDATE payout_attempt SET notices = notices + 1, next_at = now()
  WHERE state NOT IN ('failed', 'reversed', 'returned', 'settled')
    AND (id = $1::uuid OR (funding_ref = $2 AND $2 <> '') OR (payout_ref = $3 AND $3 <> ''))`;

/** Payout attempts in Postgres. */
export function postgresAttempts(database: Database): Attempts {
  return {
    async startDue(kinds, limit) {
      const looked = await inTransaction(database, (tx) => startDue(tx, kinds, limit));
      if (looked > 0) failpoint("withdrawals.after_attempt_commit");
      return looked;
    },
    async claim(limit, leaseSeconds) {
      const rows = await database.$queryRawUnsafe<AttemptRow[]>(CLAIM, limit, leaseSeconds);
      return rows.map(toAttempt);
    },
    save: (attempt, change, leaseSeconds) =>
      inTransaction(database, (tx) => saveAttempt(tx, attempt, change, leaseSeconds)),
    notice: ({ id, fundingRef, payoutRef }) =>
      database.$executeRawUnsafe(NOTICE, id ?? null, fundingRef ?? "", payoutRef ?? ""),
  };
}
