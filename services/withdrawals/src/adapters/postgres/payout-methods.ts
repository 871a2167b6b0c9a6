import type { PayoutMethod } from "../../../generated/prisma/client.ts";
import type { Method } from "../../domain/payout-method.ts";
import type { PayoutMethodReads, PayoutMethodWrites } from "../../ports/payout-methods.ts";
import { type Connection, type Database, lockName } from "./database.ts";

/** After this an unfinished onboarding is no longer swept; `account.updated` still reports it. */
const UNFINISHED_MS = 7 * 86_400_000;

export function methodReads(database: Database): PayoutMethodReads {
  return {
    list: (creatorId) => list(database, creatorId),
    async setAccount(id, accountId) {
      const data = { accountId, updatedAt: new Date() };
      await database.payoutMethod.updateMany({ where: { id, accountId: null }, data });
    },
    async unfinished(limit) {
      const found = await database.payoutMethod.findMany({
        where: {
          accountId: { not: null },
          deletedAt: null,
          closedAt: null,
          state: { not: "ready" },
          updatedAt: { gt: new Date(Date.now() - UNFINISHED_MS) },
        },
        select: { accountId: true },
        orderBy: { updatedAt: "desc" },
        take: limit,
      });
      return found.flatMap(({ accountId }) => accountId ?? []);
    },
  };
}

export function methodWrites(tx: Connection): PayoutMethodWrites {
  const write = async (id: string, data: Partial<PayoutMethod>) => {
    await tx.payoutMethod.updateMany({
      where: { id, deletedAt: null },
      data: { ...data, updatedAt: new Date() },
    });
  };
  return {
    lockOf: (creatorId) => lockName(tx, `payout methods of ${creatorId}`),
    list: (creatorId) => list(tx, creatorId),
    async find(by) {
      const row = await tx.payoutMethod.findFirst({ where: by });
      return row ? toMethod(row) : undefined;
    },
    async insert(method) {
      await tx.payoutMethod.create({ data: method });
    },
    setDefault: (id, isDefault) => write(id, { isDefault }),
    setState: (id, state) => write(id, { state }),
    close: (id) => write(id, { state: "restricted", isDefault: false, closedAt: new Date() }),
    delete: (id) => write(id, { isDefault: false, deletedAt: new Date() }),
    async isInUse(payoutMethodId) {
      const where = { payoutMethodId, status: { in: ["PENDING", "APPROVED"] } };
      return (await tx.withdrawal.count({ where })) > 0;
    },
  };
}

async function list(sql: Connection, creatorId: string): Promise<Method[]> {
  const where = { creatorId, deletedAt: null };
  return (await sql.payoutMethod.findMany({ where, orderBy: { id: "asc" } })).map(toMethod);
}

const toMethod = ({ kind, state, accountId, closedAt, ...row }: PayoutMethod): Method => ({
  id: row.id,
  creatorId: row.creatorId,
  isDefault: row.isDefault,
  email: row.email,
  details: row.details,
  createdAt: row.createdAt,
  kind: kind as Method["kind"],
  state: state as Method["state"],
  accountId: accountId ?? undefined,
  closedAt: closedAt ?? undefined,
});
