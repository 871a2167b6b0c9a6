import { newUuid } from "@metercast/contracts";
import { execute } from "@metercast/postgres";
import type { Prisma, PrismaClient } from "../../../generated/prisma/client.ts";
import type { AuditIntent, AuditLog, AuditRow } from "../../ports/audit-log.ts";
import { completeIntent, sweepIntents } from "./audit-log.queries.ts";

/** Longer than any request runs. */
const LEFT_BEHIND_SECONDS = 60;
/** Admins leave few; the next run continues. */
const SWEEP_ROWS = 1_000;

export function auditLog(prisma: PrismaClient): AuditLog {
  return {
    async intend({ actor, action, objectType, objectId, requestId, detail }) {
      const id = newUuid(Date.now());
      const data = { id, actor, action, objectType, objectId, requestId, detail: json(detail) };
      await prisma.auditIntent.create({ data });
      return id;
    },
    async complete(intentId, { detail, ...record }) {
      await execute(prisma, completeIntent, { intentId, ...record, detail: JSON.stringify(detail) });
    },
    async forget(intentId) {
      await prisma.auditIntent.deleteMany({ where: { id: intentId } });
    },
    sweep: () => execute(prisma, sweepIntents, { ageSeconds: LEFT_BEHIND_SECONDS, most: SWEEP_ROWS }),
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

/** Details are plain JSON by their type's promise. */
const json = (detail: AuditIntent["detail"]) => detail as Prisma.InputJsonObject;

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
