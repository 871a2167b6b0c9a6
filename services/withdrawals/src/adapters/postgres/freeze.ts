import { firstTime } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { fingerprintOf } from "@metercast/postgres/integrity";
import { MetercastError } from "@metercast/runtime";
import { compareFindings, shownTexts } from "../../domain/finding.ts";
import type {
  Finding,
  FindingSource,
  FindingsReport,
  FreezeState,
  FreezeSwitch,
  KnownFinding,
} from "../../ports.ts";
import { type Database, inTransaction } from "./client.ts";

type Row = Pick<FreezeState, "frozen" | "by" | "reason" | "at">;

const READ = "SELECT frozen, by, reason, at FROM payout_freeze";
const FINDINGS = `
  SELECT source, check_name AS "check", fingerprint, detail, difference::text, found_at AS "foundAt", acknowledged_by AS "acknowledgedBy"
  FROM integrity_finding ORDER BY source, check_name`;
const KEEP_FINDING = `
  INSERT INTO integrity_finding (source, check_name, fingerprint, detail, difference) VALUES ($1, $2, $3, $4, $5::numeric)
  ON CONFLICT (source, check_name) DO UPDATE SET fingerprint = excluded.fingerprint, detail = excluded.detail, difference = excluded.difference,
    found_at = now(), acknowledged_at = NULL, acknowledged_by = ''`;

/** Who the checks are in histories. */
const INTEGRITY = "integrity";
const MAX_REASON = 500;

/** The switch that stops new payouts, with its history and with what the checks show. Its row is locked by each change, so that lifting and finding never overlap. */
export function postgresFreeze(database: Database): FreezeSwitch {
  return {
    get: () => inTransaction(database, (tx) => state(tx, `${READ} FOR SHARE`)),
    freeze: (by, reason) =>
      inTransaction(database, async (tx) => {
        const before = await state(tx, `${READ} FOR UPDATE`);
        if (!before.frozen) await write(tx, true, by, reason, []);
        return state(tx, READ);
      }),
    lift: (by, reason, seen) => inTransaction(database, (tx) => lift(tx, by, reason, seen)),
    report: (report) => inTransaction(database, (tx) => takeReport(tx, report)),
  };
}

async function state(sql: Sql, query: string): Promise<FreezeState> {
  const [row] = await sql.$queryRawUnsafe<Row[]>(query);
  if (!row) throw new Error("the freeze has its row since the first migration");
  const rows = await sql.$queryRawUnsafe<(KnownFinding & { difference: string | null })[]>(FINDINGS);
  const findings = rows.map((one) => ({
    ...one,
    difference: one.difference === null ? undefined : BigInt(one.difference),
  }));
  const fingerprint = findings.length === 0 ? "" : fingerprintOf(shownTexts(findings));
  return { ...row, findings, fingerprint };
}

async function lift(tx: Sql, by: string, reason: string, seen: string | undefined): Promise<FreezeState> {
  const before = await state(tx, `${READ} FOR UPDATE`);
  if (!before.frozen) return before;
  if (seen !== undefined && seen !== before.fingerprint)
    throw new MetercastError("freeze_changed", "look at the checks again, and lift with what they show now");
  await tx.$executeRawUnsafe(
    "UPDATE integrity_finding SET acknowledged_at = now(), acknowledged_by = $1 WHERE acknowledged_at IS NULL",
    by,
  );
  await write(tx, false, by, reason, before.findings);
  await wakeFrozen(tx);
  return state(tx, READ);
}

async function takeReport(
  tx: Sql,
  { source, found, complete, message, countsForMs }: FindingsReport,
): Promise<Finding[]> {
  if (message && !(await firstTime(tx, message.consumer, message.id))) return [];
  const before = await state(tx, `${READ} FOR UPDATE`);
  const known = before.findings.filter((one) => one.source === source);
  if (countsForMs !== undefined)
    await tx.$executeRawUnsafe(
      "UPDATE payout_freeze SET checked_until = now() + $1::float8 * interval '1 millisecond'",
      countsForMs,
    );
  const { fresh, gone } = compareFindings(known, found, complete);
  if (gone.length > 0)
    await tx.$executeRawUnsafe(
      "DELETE FROM integrity_finding WHERE source = $1 AND check_name = ANY($2::text[])",
      source,
      gone,
    );
  for (const { check, fingerprint, detail, drift } of fresh)
    await tx.$executeRawUnsafe(
      KEEP_FINDING,
      source,
      check,
      fingerprint,
      detail,
      drift ? drift.difference.toString() : null,
    );
  if (fresh.length > 0) await write(tx, true, INTEGRITY, reasonOf(source, fresh), fresh, before);
  // What waited for the first run of the checks, not for an admin.
  else if (!before.frozen) await wakeFrozen(tx);
  return fresh;
}

const reasonOf = (source: FindingSource, fresh: readonly Finding[]): string => {
  const names = fresh.map(({ check }) => check).join(", ");
  return (source === "wallet" ? `the wallet's books: ${names}` : `failed: ${names}`).slice(0, MAX_REASON);
};

/** Each change has its line in the history, also what is found while payouts are frozen; the switch itself keeps who froze first. */
async function write(
  tx: Sql,
  frozen: boolean,
  by: string,
  reason: string,
  findings: readonly (Finding | KnownFinding)[],
  before?: Row,
): Promise<void> {
  if (before?.frozen !== frozen)
    await tx.$executeRawUnsafe(
      "UPDATE payout_freeze SET frozen = $1::boolean, by = $2, reason = $3, at = now()",
      frozen,
      by,
      reason,
    );
  const shown = findings.map(({ check, fingerprint, detail }) => ({ check, fingerprint, detail }));
  await tx.$executeRawUnsafe(
    "INSERT INTO freeze_change (frozen, by, reason, findings) VALUES ($1::boolean, $2, $3, $4::jsonb)",
    frozen,
    by,
    reason,
    JSON.stringify(shown),
  );
}

/** What waited only for this goes on at once. */
async function wakeFrozen(tx: Sql): Promise<void> {
  await tx.$executeRawUnsafe("UPDATE withdrawal SET next_at = now() WHERE needs_review = 'frozen'");
  await tx.$executeRawUnsafe(
    `UPDATE payout_attempt SET next_at = now() WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE needs_review = 'frozen')`,
  );
}
