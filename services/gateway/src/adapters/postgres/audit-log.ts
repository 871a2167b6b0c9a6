import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { AuditLog } from "../../ports.ts";

const APPEND = `
  INSERT INTO audit_log (actor, action, object_type, object_id, request_id, detail, dedup_key)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
  ON CONFLICT (dedup_key) DO NOTHING`;

export function auditLog(prisma: PrismaClient): AuditLog {
  return {
    async append({ actor, action, objectType, objectId, requestId, detail, dedupKey }) {
      const values = [actor, action, objectType, objectId, requestId, JSON.stringify(detail), dedupKey];
      await prisma.$executeRawUnsafe(APPEND, ...values);
    },
  };
}
