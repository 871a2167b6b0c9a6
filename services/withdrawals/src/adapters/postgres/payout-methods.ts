import type { Fields } from "@metercast/rails";
import type { PayoutMethod, Prisma } from "../../../generated/prisma/client.ts";
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
    unfinished: (limit) =>
      accounts(
        database,
        { state: { not: "ready" }, updatedAt: { gt: new Date(Date.now() - UNFINISHED_MS) } },
        limit,
      ),
    unmarked: (limit) => accounts(database, { state: "ready", target: "" }, limit),
  };
}

async function accounts(database: Database, which: Prisma.PayoutMethodWhereInput, limit: number) {
  const found = await database.payoutMethod.findMany({
    where: { ...which, accountId: { not: null }, deletedAt: null, closedAt: null },
    select: { kind: true, accountId: true },
    orderBy: { updatedAt: "desc" },
    take: limit,
  });
  return found.flatMap(({ kind, accountId }) =>
    accountId === null ? [] : [{ kind: kind as Method["kind"], accountId }],
  );
}

export function methodWrites(tx: Connection): PayoutMethodWrites {
  const write = async (id: string, data: Partial<Omit<PayoutMethod, "fields">>) => {
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
    async insert({ fields: { details = "", ...fields }, lockedUntil = null, ...method }) {
      await tx.payoutMethod.create({ data: { ...method, details, fields, lockedUntil } });
    },
    setDefault: (id, isDefault) => write(id, { isDefault }),
    countOf: (creatorId) => tx.payoutMethod.count({ where: { creatorId } }),
    setAccountView: (id, view) => write(id, view),
    async setLock(id, lockedUntil) {
      await tx.payoutMethod.updateMany({
        where: { id, OR: [{ lockedUntil: null }, { lockedUntil: { lt: lockedUntil } }] },
        data: { lockedUntil, updatedAt: new Date() },
      });
    },
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

/** What admins may read (`details`) has a column of its own. */
export const fieldsOf = ({ fields, details }: { fields: unknown; details: string }): Fields => ({
  ...(fields as Fields),
  ...(details !== "" && { details }),
});

const toMethod = ({ kind, state, accountId, closedAt, ...row }: PayoutMethod): Method => ({
  id: row.id,
  creatorId: row.creatorId,
  isDefault: row.isDefault,
  email: row.email,
  fields: fieldsOf(row),
  target: row.target,
  instantEligible: row.instantEligible,
  lockedUntil: row.lockedUntil ?? undefined,
  createdAt: row.createdAt,
  kind: kind as Method["kind"],
  state: state as Method["state"],
  accountId: accountId ?? undefined,
  closedAt: closedAt ?? undefined,
});
