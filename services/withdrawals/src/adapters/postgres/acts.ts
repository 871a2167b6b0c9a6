import { createHash } from "node:crypto";
import type { AdminAct, Prisma } from "../../../generated/prisma/client.ts";
import { type Act, type ActDetails, type NewAct, stateAt } from "../../domain/act.ts";
import { type ActState, SUMMED } from "../../domain/dual-control.ts";
import type { ActReads, ActWrites, FinishedAct } from "../../ports/acts.ts";
import { type Connection, type Database, lockName } from "./database.ts";

const DAY_MS = 86_400_000;

export function actReads(database: Database): ActReads {
  return {
    find: (id) => find(database, id),
    async list({ state, after, limit }) {
      const where = {
        ...(state && inState(state, new Date())),
        ...(after !== undefined && { id: { lt: after } }),
      };
      return (await database.adminAct.findMany({ where, orderBy: { id: "desc" }, take: limit })).map(toAct);
    },
    finish: (finished) => finish(database, finished),
    async expire(now) {
      const where = { state: "pending", expiresAt: { lte: now } };
      return (await database.adminAct.updateMany({ where, data: { state: "expired" } })).count;
    },
    async leftBehind(kinds, before, limit) {
      const confirmed = [{ decidedAt: { lt: before } }, { decidedAt: null, requestedAt: { lt: before } }];
      const where = { state: "confirmed", kind: { in: [...kinds] }, OR: confirmed };
      return (await database.adminAct.findMany({ where, orderBy: { id: "asc" }, take: limit })).map(toAct);
    },
  };
}

export function actWrites(tx: Connection): ActWrites {
  return {
    async lockPeople(adminId, subject) {
      // Admins first, everywhere: two requests never wait for each other.
      await lockName(tx, `admin_act admin ${adminId}`);
      await lockName(tx, `admin_act subject ${subject}`);
    },
    async lock(id) {
      await tx.$executeRawUnsafe("SELECT FROM admin_act WHERE id = $1::uuid FOR UPDATE", id);
      return find(tx, id);
    },
    async ofKey(act) {
      const { requestedBy, idempotencyKey } = act;
      const where = { requestedBy_idempotencyKey: { requestedBy, idempotencyKey } };
      const row = await tx.adminAct.findUnique({ where });
      return row
        ? { act: toAct(row), isSame: Buffer.compare(row.requestHash, hashOf(act)) === 0 }
        : undefined;
    },
    async openAbout(kind, object) {
      const where = { kind, object, state: { in: ["pending", "confirmed"] } };
      const row = await tx.adminAct.findFirst({ where });
      return row ? toAct(row) : undefined;
    },
    async expireOne(id) {
      await tx.adminAct.updateMany({ where: { id, state: "pending" }, data: { state: "expired" } });
    },
    async daySums({ subject, adminId, before }) {
      const alone = {
        kind: { in: [...SUMMED] },
        needsSecond: "",
        state: { in: ["confirmed", "executed"] },
        requestedAt: { gt: new Date(before.getTime() - DAY_MS) },
      };
      return {
        subject: await sum(tx, { ...alone, subject }),
        admin: await sum(tx, { ...alone, requestedBy: adminId }),
      };
    },
    pendingCount: (now) => tx.adminAct.count({ where: inState("pending", now) }),
    async insert(act, needsSecond, state) {
      const details = act.details as Prisma.InputJsonObject;
      const requestHash = new Uint8Array(hashOf(act));
      return toAct(await tx.adminAct.create({ data: { ...act, details, requestHash, needsSecond, state } }));
    },
    decide: async (id, decision) => toAct(await tx.adminAct.update({ where: { id }, data: decision })),
    finish: (finished) => finish(tx, finished),
  };
}

/** A pending act whose time is over has expired, also before the job writes so. */
function inState(state: ActState, now: Date): Prisma.AdminActWhereInput {
  if (state === "pending") return { state, expiresAt: { gt: now } };
  if (state !== "expired") return { state };
  return { OR: [{ state }, { state: "pending", expiresAt: { lte: now } }] };
}

async function sum(tx: Connection, where: Prisma.AdminActWhereInput): Promise<bigint> {
  const { _sum } = await tx.adminAct.aggregate({ where, _sum: { cents: true } });
  return _sum.cents ?? 0n;
}

async function find(sql: Connection, id: string): Promise<Act | undefined> {
  const row = await sql.adminAct.findUnique({ where: { id } });
  return row ? toAct(row) : undefined;
}

async function finish(sql: Connection, { id, state, result, now }: FinishedAct): Promise<Act | undefined> {
  const executedAt = state === "executed" ? now : null;
  const data = { state, result, executedAt };
  const { count } = await sql.adminAct.updateMany({ where: { id, state: "confirmed" }, data });
  return count === 0 ? undefined : find(sql, id);
}

/** What the same key must ask for again. */
const hashOf = ({ kind, subject, object, cents, details, reason }: NewAct): Uint8Array =>
  createHash("sha256")
    .update(JSON.stringify([kind, subject, object, String(cents), details, reason]))
    .digest();

function toAct(row: AdminAct): Act {
  const { requestHash: _hash, idempotencyKey: _key, ...rest } = row;
  const act: Act = {
    ...rest,
    kind: row.kind as Act["kind"],
    details: row.details as ActDetails,
    needsSecond: row.needsSecond as Act["needsSecond"],
    state: row.state as ActState,
    decidedAt: row.decidedAt ?? undefined,
    executedAt: row.executedAt ?? undefined,
  };
  return { ...act, state: stateAt(act, new Date()) };
}
