// Made by `npm run sql` from freeze.sql and the migrated database. Change that file, not this one.
import type { Statement } from "@metercast/postgres";

export interface StopsPayoutsRow {
  stops: boolean;
}

/** Also where the last run of the checks no longer counts. Locks the row. */
export const stopsPayouts: Statement<void, StopsPayoutsRow> = {
  sql: `SELECT (frozen OR checked_until < now()) AS "stops" FROM payout_freeze FOR SHARE`,
  parameters: [],
};

export interface AllowPayoutsForParams {
  ms: number;
}

export const allowPayoutsFor: Statement<AllowPayoutsForParams, never> = {
  sql: `UPDATE payout_freeze SET checked_until = now() + $1::float8 * interval '1 millisecond'`,
  parameters: ["ms"],
};

export interface SetFreezeParams {
  frozen: boolean;
  by: string;
  reason: string;
}

export const setFreeze: Statement<SetFreezeParams, never> = {
  sql: `UPDATE payout_freeze SET frozen = $1::boolean, by = $2, reason = $3, at = now()`,
  parameters: ["frozen", "by", "reason"],
};

export interface KeepFindingParams {
  source: string;
  check: string;
  fingerprint: string;
  detail: string;
  difference: string | null;
}

/** A finding that changes is no longer acknowledged. */
export const keepFinding: Statement<KeepFindingParams, never> = {
  sql: `INSERT INTO integrity_finding (source, check_name, fingerprint, detail, difference) VALUES ($1, $2, $3, $4, $5::text::numeric)
ON CONFLICT (source, check_name) DO UPDATE SET fingerprint = excluded.fingerprint, detail = excluded.detail, difference = excluded.difference,
  found_at = now(), acknowledged_at = NULL, acknowledged_by = ''`,
  parameters: ["source", "check", "fingerprint", "detail", "difference"],
};

export interface AcknowledgeFindingsParams {
  by: string;
}

export const acknowledgeFindings: Statement<AcknowledgeFindingsParams, never> = {
  sql: `UPDATE integrity_finding SET acknowledged_at = now(), acknowledged_by = $1 WHERE acknowledged_at IS NULL`,
  parameters: ["by"],
};
