import { execute, one, rows } from "@metercast/postgres";
import type { Attempt, AttemptState } from "../../domain/attempt.ts";
import type { Method } from "../../domain/payout-method.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { AttemptReads, AttemptStep, AttemptWrites } from "../../ports/attempts.ts";
import * as sql from "./attempts.queries.ts";
import type { Connection, Database } from "./database.ts";
import { fieldsOf } from "./payout-methods.ts";

/** Of the table: longer texts of the provider are cut. */
const MAX_NOTE = 500;

export function attemptReads(database: Database): AttemptReads {
  return {
    async claim(limit, leaseSeconds) {
      return (await rows(database, sql.claimAttempts, { limit, leaseSeconds })).map(toAttempt);
    },
    async receiverOf(withdrawalId) {
      const row = await one(database, sql.receiverOf, { withdrawalId });
      return row ? fieldsOf(row) : {};
    },
    notice: ({ id = null, fundingRef = "", payoutRef = "" }) =>
      execute(database, sql.noticeAttempts, { id, fundingRef, payoutRef }),
  };
}

export function attemptWrites(tx: Connection): AttemptWrites {
  return {
    async lockDue(limit) {
      const due = await rows(tx, sql.lockDueWithdrawals, { limit });
      return due.map(({ kind, state, needsReview, speed, lockedUntil, ...row }) => ({
        ...row,
        speed: speed as Attempt["speed"],
        lockedUntil: lockedUntil ?? undefined,
        kind: (kind ?? undefined) as Method["kind"] | undefined,
        state: (state ?? undefined) as Method["state"] | undefined,
        needsReview: needsReview as Withdrawal["needsReview"],
      }));
    },
    async insert({ failure, ...attempt }) {
      const end = failure !== undefined && { state: "failed", failure, nextAt: null };
      await tx.payoutAttempt.create({ data: { ...attempt, ...end } });
    },
    async existFor(withdrawalId) {
      return (await tx.payoutAttempt.count({ where: { withdrawalId } })) > 0;
    },
    async haveStarted(withdrawalId) {
      return (await tx.payoutAttempt.count({ where: { withdrawalId, state: { not: "created" } } })) > 0;
    },
    async update(attempt, step) {
      const row = await one(tx, sql.updateAttempt, valuesOf(attempt, step));
      return row && toAttempt(row);
    },
    async postpone({ id, version }, seconds) {
      await execute(tx, sql.postponeAttempt, { id, version, seconds });
    },
    async report({ payoutRef = null, failure = null, ...report }) {
      return (await execute(tx, sql.reportAttempt, { ...report, payoutRef, failure })) === 1;
    },
    async addChange(attemptId, { from, to, note }) {
      const short = [...note].slice(0, MAX_NOTE).join("");
      await tx.attemptChange.create({ data: { attemptId, fromState: from, toState: to, note: short } });
    },
  };
}

function valuesOf(attempt: Attempt, { change, leaseSeconds, noticesSeen }: AttemptStep) {
  const next = { ...attempt, ...change };
  return {
    id: attempt.id,
    version: attempt.version,
    state: next.state,
    fundingRef: next.fundingRef,
    payoutRef: next.payoutRef,
    failure: next.failure,
    paidAt: next.paidAt ?? null,
    callNumber: next.callNumber,
    keyUsedAt: next.keyUsedAt ?? null,
    keySpent: next.keySpent,
    fee: next.fee,
    feeReturned: next.feeReturned,
    claimUntil: next.claimUntil ?? null,
    details: JSON.stringify(change.details ?? {}),
    unknownSince: change.unknownSince ?? null,
    retries: change.retries,
    nextInMs: change.nextInMs ?? null,
    noticesSeen: noticesSeen ?? null,
    leaseSeconds,
  };
}

export function toAttempt(row: sql.ClaimAttemptsRow): Attempt {
  const { id, withdrawalId, creatorId, amount, destination, fundingRef, payoutRef, failure } = row;
  const { callNumber, keySpent, retries, version, notices, createdAt, updatedAt } = row;
  const { charged, fee, feeReturned } = row;
  return {
    id,
    withdrawalId,
    creatorId,
    amount,
    destination,
    fundingRef,
    payoutRef,
    failure,
    callNumber,
    keySpent,
    retries,
    charged,
    fee,
    feeReturned,
    version,
    notices,
    createdAt,
    updatedAt,
    method: row.method as Attempt["method"],
    state: row.state as AttemptState,
    speed: row.speed as Attempt["speed"],
    claimUntil: row.claimUntil ?? undefined,
    details: row.details as Attempt["details"],
    paidAt: row.paidAt ?? undefined,
    keyUsedAt: row.keyUsedAt ?? undefined,
    unknownSince: row.unknownSince ?? undefined,
  };
}
