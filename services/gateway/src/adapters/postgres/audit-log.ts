import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { AuditLog, AuditRow } from "../../ports.ts";

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
    async list({ actor, action, objectId, from, to, before, limit }) {
      const at = { ...(from && { gte: from }), ...(to && { lt: to }) };
      const rows = await prisma.auditLog.findMany({
        where: {
          ...(actor !== undefined && { actor }),
          ...(action !== undefined && { action }),
          ...(objectId !== undefined && { objectId }),
          ...(before !== undefined && { id: { lt: before } }),
          at,
        },
        orderBy: { id: "desc" },
        take: limit,
      });
      return rows.map(toRow);
    },
    async about(id, limit) {
      const where = { OR: [{ objectId: id }, { requestId: id }] };
      const rows = await prisma.auditLog.findMany({ where, orderBy: { id: "desc" }, take: limit });
      return rows.map(toRow);
    },
  };
}

type Row = Omit<AuditRow, "detail"> & { detail: unknown };

const toRow = ({ id, at, actor, action, objectType, objectId, requestId, detail }: Row): AuditRow => ({
  id,
  at,
  actor,
  action,
  objectType,
  objectId,
  requestId,
  detail: detail as Record<string, unknown>,
});
