import { randomUUID } from "node:crypto";
import { one, purgeTable } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { Claim, IdempotencyStore } from "../../ports/idempotency-store.ts";
import { claimKey } from "./idempotency-keys.queries.ts";

/** Longer than any request runs: handlers end with their deadlines. */
const LEASE_SECONDS = 30;
const KEPT_HOURS = 24;
/** Before now by any replica's clock. */
const LONG_AGO = new Date(0);

const OLD_KEYS = { table: "idempotency_key", old: "expires_at < now()" };

const tooManyKeys = (most: number) =>
  new MetercastError("rate_limited", `at most ${most} new Idempotency-Keys in ${KEPT_HOURS} hours`);

export function idempotencyStore(prisma: PrismaClient, mostKeysPerUser: number): IdempotencyStore {
  return {
    async claim(subject, key, requestHash): Promise<Claim> {
      const leaseId = randomUUID();
      const taken = await one(prisma, claimKey, {
        subject,
        key,
        requestHash,
        leaseId,
        leaseSeconds: LEASE_SECONDS,
        keptHours: KEPT_HOURS,
        mostKeys: mostKeysPerUser,
      });
      if (taken) return { outcome: "run", leaseId, again: taken.again, since: taken.since };
      const row = await prisma.idempotencyKey.findUnique({ where: { subject_key: { subject, key } } });
      if (!row) throw tooManyKeys(mostKeysPerUser);
      if (row.requestHash !== requestHash) return { outcome: "conflict" };
      if (row.status === null) return { outcome: "running" };
      const headers = (row.headers ?? {}) as Record<string, string>;
      return { outcome: "replay", answer: { status: row.status, body: row.body ?? "", headers } };
    },
    async complete(subject, key, leaseId, answer) {
      await prisma.idempotencyKey.updateMany({ where: running(subject, key, leaseId), data: answer });
    },
    // The row stays: its outcome is unknown, and another body under this key must still be refused.
    async release(subject, key, leaseId) {
      await prisma.idempotencyKey.updateMany({
        where: running(subject, key, leaseId),
        data: { leaseUntil: LONG_AGO },
      });
    },
    async forget(subject, key, leaseId) {
      await prisma.idempotencyKey.deleteMany({ where: running(subject, key, leaseId) });
    },
    purge: () => purgeTable(prisma, OLD_KEYS),
  };
}

/** The key, as long as this run holds its lease. */
const running = (subject: string, key: string, leaseId: string) => ({ subject, key, leaseId, status: null });
