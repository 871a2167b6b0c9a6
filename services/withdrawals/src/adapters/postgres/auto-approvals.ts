import { execute, one, rows } from "@metercast/postgres";
import type { AutoApprovalReads, AutoApprovalWrites } from "../../ports/auto-approvals.ts";
import * as sql from "./auto-approvals.queries.ts";
import { type Connection, type Database, lockName } from "./database.ts";

export function autoApprovalReads(database: Database): AutoApprovalReads {
  return {
    async versions() {
      return (await rows(database, sql.policyVersions)).map((row) => ({
        version: row.version,
        enabled: row.enabled,
        maxPayout: row.max_payout,
        maxDay: row.max_day,
        minAccountAgeDays: row.min_account_age_days,
        minCompletedPayouts: row.min_completed_payouts,
        reason: row.reason,
        actId: row.act,
        at: row.at,
        requestedBy: row.requested_by,
        confirmedBy: row.decided_by,
      }));
    },
    present: () => present(database),
    due: (version, now, limit) => rows(database, sql.dueForPolicy, { version, now, limit }),
    async past(since, limit, secondAboveCents) {
      const found = await rows(database, sql.pastWithdrawals, { from: firstId(since), limit });
      return found.reverse().map((row) => ({
        id: row.id,
        facts: {
          amount: row.amount,
          knownSince: row.knownSince ?? undefined,
          completedPayouts: row.completed,
          needsTwo: row.approvals_needed > 1 || row.amount > secondAboveCents,
          isAdjusted: false,
          creatorId: row.creator_id,
          policyMakers: [],
          isMethodReady: row.payout_method !== null,
          needsReview: row.needs_review !== "",
          isPaused: false,
          hasDebt: false,
          isFrozen: row.frozen,
          at: row.created_at,
        },
      }));
    },
  };
}

/** The smallest UUIDv7 of a moment. */
function firstId(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

export function autoApprovalWrites(tx: Connection): AutoApprovalWrites {
  return {
    lock: () => lockName(tx, "auto_approval"),
    present: () => present(tx),
    async makers(version) {
      return (await rows(tx, sql.policyMakers, { version })).map(({ admin }) => admin);
    },
    async insertVersion(policy) {
      await tx.autoApprovalPolicy.create({ data: policy });
    },
    async dayAmount(at) {
      return (await one(tx, sql.dayAmount, { at }))?.cents ?? 0n;
    },
    async history(creatorId) {
      const found = await one(tx, sql.creatorHistory, { creatorId });
      return { knownSince: found?.knownSince ?? undefined, completedPayouts: found?.completed ?? 0 };
    },
    async add(approval) {
      await execute(tx, sql.addApproval, approval);
    },
    async keepCheck({ reasons, ...check }) {
      await execute(tx, sql.keepCheck, { ...check, reasons: reasons.join(",") });
    },
  };
}

async function present(connection: Connection) {
  return (await connection.autoApprovalPolicy.findFirst({ orderBy: { version: "desc" } })) ?? undefined;
}
