import { randomUUID } from "node:crypto";
import { purgeTable } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { Claim, IdempotencyStore } from "../../ports/idempotency-store.ts";

/** Longer than any request runs: handlers end with their deadlines. */
const LEASE_SECONDS = 30;
const KEPT_HOURS = 24;

/**
 * Takes the key where it is new, has expired, or was left by a request with the same hash whose lease ran out. A person who has used as many keys as may
 * be kept gets no new one; most people have a few, so counting costs a look into the primary key.
 */
const CLAIM = `
  INSERT INTO idempotency_key AS k (subject, key, request_hash, lease_id, lease_until, expires_at)
  SELECT $1, $2, $3, $4::uuid, now() + make_interval(secs => ${LEASE_SECONDS}), now() + make_interval(hours => ${KEPT_HOURS})
  WHERE EXISTS (SELECT 1 FROM idempotency_key WHERE subject = $1 AND key = $2)
     OR (SELECT count(*) FROM (SELECT 1 FROM idempotency_key WHERE subject = $1 LIMIT $5::integer) AS kept) < $5::integer
  ON CONFLICT (subject, key) DO UPDATE SET
    request_hash = excluded.request_hash, lease_id = excluded.lease_id, lease_until = excluded.lease_until,
    expires_at = excluded.expires_at, created_at = CASE WHEN k.expires_at <= now() THEN now() ELSE k.created_at END,
    status = NULL, body = NULL, headers = NULL
  WHERE k.expires_at <= now()
     OR (k.status IS NULL AND k.lease_until <= now() AND k.request_hash = excluded.request_hash)
  RETURNING k.created_at < now() AS again, k.created_at AS since`;
const COMPLETE = `
  UPDATE idempotency_key SET status = $4, body = $5, headers = $6::jsonb
  WHERE subject = $1 AND key = $2 AND lease_id = $3::uuid AND status IS NULL`;
/** The row stays: its outcome is unknown, and another body under this key must still be refused. */
const RELEASE = `
  UPDATE idempotency_key SET lease_until = now()
  WHERE subject = $1 AND key = $2 AND lease_id = $3::uuid AND status IS NULL`;
const FORGET = `
  DELETE FROM idempotency_key WHERE subject = $1 AND key = $2 AND lease_id = $3::uuid AND status IS NULL`;
const OLD_KEYS = { table: "idempotency_key", old: "expires_at < now()" };

const tooManyKeys = (most: number) =>
  new MetercastError("rate_limited", `at most ${most} new Idempotency-Keys in ${KEPT_HOURS} hours`);

export function idempotencyStore(prisma: PrismaClient, mostKeysPerUser: number): IdempotencyStore {
  return {
    async claim(subject, key, requestHash): Promise<Claim> {
      const leaseId = randomUUID();
      const [taken] = await prisma.$queryRawUnsafe<{ again: boolean; since: Date }[]>(
        CLAIM,
        subject,
        key,
        requestHash,
        leaseId,
        mostKeysPerUser,
      );
      if (taken) return { outcome: "run", leaseId, again: taken.again, since: taken.since };
      const row = await prisma.idempotencyKey.findUnique({ where: { subject_key: { subject, key } } });
      if (!row) throw tooManyKeys(mostKeysPerUser);
      if (row.requestHash !== requestHash) return { outcome: "conflict" };
      if (row.status === null) return { outcome: "running" };
      const headers = (row.headers ?? {}) as Record<string, string>;
      return { outcome: "replay", answer: { status: row.status, body: row.body ?? "", headers } };
    },
    async complete(subject, key, leaseId, { status, body, headers }) {
      await prisma.$executeRawUnsafe(COMPLETE, subject, key, leaseId, status, body, JSON.stringify(headers));
    },
    async release(subject, key, leaseId) {
      await prisma.$executeRawUnsafe(RELEASE, subject, key, leaseId);
    },
    async forget(subject, key, leaseId) {
      await prisma.$executeRawUnsafe(FORGET, subject, key, leaseId);
    },
    purge: () => purgeTable(prisma, OLD_KEYS),
  };
}
