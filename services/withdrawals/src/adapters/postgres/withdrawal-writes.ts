import { createHash } from "node:crypto";
import { execute, one } from "@metercast/postgres";
import type { WithdrawalUpdate, WithdrawalWrites } from "../../ports/withdrawals.ts";
import type { Connection } from "./database.ts";
import * as sql from "./withdrawals.queries.ts";
import { load, readDetails } from "./withdrawals.ts";

export function withdrawalWrites(tx: Connection): WithdrawalWrites {
  return {
    async lock(id) {
      await tx.$executeRawUnsafe("SELECT FROM withdrawal WHERE id = $1::uuid FOR UPDATE", id);
      const row = await tx.withdrawal.findUnique({ where: { id } });
      return row ? (await load(tx, [row]))[0] : undefined;
    },
    async lockOpen(creatorId) {
      await tx.$executeRawUnsafe(
        "SELECT FROM withdrawal WHERE creator_id = $1 AND status IN ('PENDING', 'APPROVED') AND NOT is_stuck FOR UPDATE",
        creatorId,
      );
      const where = { creatorId, status: { in: ["PENDING", "APPROVED"] }, isStuck: false };
      const row = await tx.withdrawal.findFirst({ where });
      return row ? (await load(tx, [row]))[0] : undefined;
    },
    find: (id) => readDetails(tx, id),
    async ofKey({ creatorId, idempotencyKey, content }) {
      const where = { creatorId_idempotencyKey: { creatorId, idempotencyKey } };
      const row = await tx.withdrawal.findUnique({ where });
      const [withdrawal] = row ? await load(tx, [row]) : [];
      if (!row || !withdrawal) return undefined;
      return { withdrawal, isSame: Buffer.compare(row.requestHash, hashOf(content)) === 0 };
    },
    async askedWithinDay(creatorId) {
      return (await one(tx, sql.askedWithinDay, { creatorId }))?.cents ?? 0n;
    },
    async instantWithinDay(creatorId) {
      return (await one(tx, sql.instantWithinDay, { creatorId }))?.cents ?? 0n;
    },
    async insert({ payoutMethodId = null, ...row }, { idempotencyKey, content }) {
      const requestHash = hashOf(content);
      const inserted = await execute(tx, sql.insertWithdrawal, {
        ...row,
        payoutMethodId,
        idempotencyKey,
        requestHash,
      });
      return inserted === 1;
    },
    update: (id, update) => writeUpdate(tx, id, update),
    async drop(id) {
      await tx.withdrawal.deleteMany({ where: { id, hold: "placing" } });
    },
    async addApproval({ id: withdrawalId, destinationVersion }, approval) {
      await tx.approval.create({ data: { withdrawalId, destinationVersion, ...approval } });
    },
    async addChange(withdrawalId, change) {
      await tx.withdrawalChange.create({ data: { withdrawalId, ...change } });
    },
    async addResolution(withdrawalId, attemptId, resolution) {
      await tx.resolution.create({ data: { withdrawalId, attemptId, ...resolution } });
    },
    async wakeOf(creatorId) {
      await execute(tx, sql.wakeWithdrawalsOf, { creatorId });
    },
    async wakeFrozen() {
      await execute(tx, sql.wakeFrozenWithdrawals);
      await execute(tx, sql.wakeFrozenAttempts);
    },
    async wakePaused(creatorId) {
      await execute(tx, sql.wakePausedWithdrawals, { creatorId });
      await execute(tx, sql.wakePausedAttempts, { creatorId });
    },
  };
}

async function writeUpdate(tx: Connection, id: string, update: WithdrawalUpdate): Promise<void> {
  const { status, hold, reason, needsReview, estimatedArrival, destination, nextInSeconds } = update;
  if (destination) await execute(tx, sql.redirectWithdrawal, { id, ...destination });
  if (update.isStuck) await execute(tx, sql.setStuck, { id });
  if (update.terms) await execute(tx, sql.setTerms, { id, ...update.terms });
  await execute(tx, sql.updateWithdrawal, {
    id,
    status: status ?? null,
    hold: hold ?? null,
    reason: reason ?? null,
    needsReview: needsReview ?? null,
    estimatedArrival: estimatedArrival ?? null,
    nextInSeconds: nextInSeconds ?? null,
    isUnseen: update.isUnseen ?? false,
  });
}

const hashOf = (content: string): Uint8Array => createHash("sha256").update(content).digest();
