import { newUuid } from "@metercast/contracts";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { AuditIntent, AuditLog, AuditRow } from "../../ports/audit-log.ts";

/** Longer than any request runs. */
const LEFT_BEHIND_SECONDS = 60;
/** Each was a request of an admin: a run has few, and the next run goes on. */
const SWEEP_ROWS = 1_000;

const INTEND = `
  INSERT INTO audit_intent (id, actor, action, object_type, object_id, request_id, detail)
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7::jsonb)`;
/** Where the sweep was faster there are two rows: the one that says that nobody knew, and then this. */
const COMPLETE = `
  WITH intent AS (DELETE FROM audit_intent WHERE id = $1::uuid)
  INSERT INTO audit_log (actor, action, object_type, object_id, request_id, detail, dedup_key)
  VALUES ($2, $3, $4, $5, $6, $7::jsonb, $8)
  ON CONFLICT (dedup_key) DO NOTHING`;
const SWEEP = `
  WITH left_behind AS (
    DELETE FROM audit_intent WHERE id IN
      (SELECT id FROM audit_intent WHERE began_at < now() - make_interval(secs => ${LEFT_BEHIND_SECONDS}) ORDER BY id LIMIT ${SWEEP_ROWS})
    RETURNING *)
  INSERT INTO audit_log (at, actor, action, object_type, object_id, request_id, detail, dedup_key)
  SELECT began_at, actor, action, object_type, object_id, request_id, detail || '{"outcome": "unknown"}', 'intent:' || id FROM left_behind ORDER BY id`;

export function auditLog(prisma: PrismaClient): AuditLog {
  return {
    async intend(intent) {
      const id = newUuid(Date.now());
      await prisma.$executeRawUnsafe(INTEND, id, ...valuesOf(intent));
      return id;
    },
    async complete(intentId, record) {
      await prisma.$executeRawUnsafe(COMPLETE, intentId, ...valuesOf(record), record.dedupKey);
    },
    async forget(intentId) {
      await prisma.$executeRawUnsafe("DELETE FROM audit_intent WHERE id = $1::uuid", intentId);
    },
    sweep: () => prisma.$executeRawUnsafe(SWEEP),
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

const valuesOf = ({ actor, action, objectType, objectId, requestId, detail }: AuditIntent) => [
  actor,
  action,
  objectType,
  objectId,
  requestId,
  JSON.stringify(detail),
];

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
