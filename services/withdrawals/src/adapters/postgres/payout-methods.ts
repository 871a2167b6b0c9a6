import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { PayoutMethod } from "../../../generated/prisma/client.ts";
import type { Method, MethodKind, MethodState, Methods, NewMethod } from "../../ports.ts";
import { type Database, inTransaction } from "./client.ts";
import { isNamed, lockMethodsOf, redirect } from "./destinations.ts";

/** An onboarding that nobody finished in this time is not asked about any more; account.updated still tells. */
const UNFINISHED_DAYS = 7;

/** Payout methods in Postgres, `most` for each creator. The first one becomes the default by itself. */
export function postgresMethods(database: Database, most: number): Methods {
  return {
    async list(creatorId) {
      const where = { creatorId, deletedAt: null };
      return (await database.payoutMethod.findMany({ where, orderBy: { id: "asc" } })).map(toMethod);
    },
    async add(method) {
      const id = await inTransaction(database, (tx) => add(tx, method, most));
      if (id === undefined) return undefined;
      return toMethod(await database.payoutMethod.findUniqueOrThrow({ where: { id } }));
    },
    remove: (id, creatorId) => inTransaction(database, (tx) => remove(tx, id, creatorId)),
    async setAccount(id, accountId) {
      await database.$executeRawUnsafe(
        "UPDATE payout_method SET account_id = $2, updated_at = now() WHERE id = $1::uuid AND account_id IS NULL",
        id,
        accountId,
      );
    },
    close: (id) => inTransaction(database, (tx) => close(tx, id)),
    setState: (accountId, state) => inTransaction(database, (tx) => setState(tx, accountId, state)),
    async unfinished(limit) {
      const rows = await database.$queryRawUnsafe<{ account_id: string }[]>(
        `SELECT account_id FROM payout_method WHERE account_id IS NOT NULL AND deleted_at IS NULL AND closed_at IS NULL AND state <> 'ready'
           AND updated_at > now() - make_interval(days => ${UNFINISHED_DAYS}) ORDER BY updated_at DESC LIMIT $1::integer`,
        limit,
      );
      return rows.map((row) => row.account_id);
    },
  };
}

function toMethod({ kind, state, accountId, closedAt, ...row }: PayoutMethod): Method {
  return {
    ...row,
    kind: kind as MethodKind,
    state: state as MethodState,
    accountId: accountId ?? undefined,
    closedAt: closedAt ?? undefined,
  };
}

/** Undefined where the creator has as many as may be. */
async function add(tx: Sql, method: NewMethod, most: number): Promise<string | undefined> {
  const { creatorId, kind } = method;
  await lockMethodsOf(tx, creatorId);
  const [{ has = false } = {}] = await tx.$queryRawUnsafe<{ has: boolean }[]>(
    "SELECT EXISTS (SELECT 1 FROM payout_method WHERE creator_id = $1 AND is_default AND deleted_at IS NULL) AS has",
    creatorId,
  );
  const [old] = await tx.$queryRawUnsafe<{ id: string }[]>(
    "SELECT id::text FROM payout_method WHERE creator_id = $1 AND kind = 'stripe' AND $2 = 'stripe' AND deleted_at IS NULL AND closed_at IS NULL",
    creatorId,
    kind,
  );
  if (!old && (await countOf(tx, creatorId)) >= most) return undefined;
  if (has && method.isDefault) await noDefault(tx, creatorId);
  const isDefault = method.isDefault || !has;
  const id = old?.id ?? method.id;
  if (!old) await insert(tx, method);
  if (isDefault) {
    await tx.$executeRawUnsafe("UPDATE payout_method SET is_default = true WHERE id = $1::uuid", id);
    await redirect(tx, creatorId);
  }
  await wake(tx, creatorId);
  return id;
}

async function countOf(tx: Sql, creatorId: string): Promise<number> {
  const [{ count = 0 } = {}] = await tx.$queryRawUnsafe<{ count: number }[]>(
    "SELECT count(*)::integer AS count FROM payout_method WHERE creator_id = $1 AND deleted_at IS NULL",
    creatorId,
  );
  return count;
}

async function insert(tx: Sql, method: NewMethod): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO payout_method (id, creator_id, kind, state, email, details) VALUES ($1::uuid, $2, $3, $4, $5, $6)",
    method.id,
    method.creatorId,
    method.kind,
    method.state,
    method.email,
    method.details,
  );
}

async function noDefault(tx: Sql, creatorId: string): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE payout_method SET is_default = false WHERE creator_id = $1 AND is_default AND deleted_at IS NULL",
    creatorId,
  );
}

/** The newest of the others becomes the default. */
async function remove(tx: Sql, id: string, creatorId: string): Promise<boolean> {
  await lockMethodsOf(tx, creatorId);
  if (await isNamed(tx, id, creatorId)) throw new MetercastError("payout_method_in_use");
  const gone = await tx.$executeRawUnsafe(
    `UPDATE payout_method SET deleted_at = now(), is_default = false, updated_at = now()
     WHERE id = $1::uuid AND creator_id = $2 AND deleted_at IS NULL`,
    id,
    creatorId,
  );
  if (gone === 0) return false;
  await promote(tx, creatorId);
  return true;
}

async function promote(tx: Sql, creatorId: string): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE payout_method SET is_default = true WHERE id = (
       SELECT id FROM payout_method WHERE creator_id = $1 AND deleted_at IS NULL AND closed_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM payout_method WHERE creator_id = $1 AND is_default AND deleted_at IS NULL)
       ORDER BY id DESC LIMIT 1)`,
    creatorId,
  );
}

/** A withdrawal that goes there waits, restricted, until the creator names another. What never had an account is gone. */
async function close(tx: Sql, id: string): Promise<void> {
  const [method] = await tx.$queryRawUnsafe<{ creator_id: string; account_id: string | null }[]>(
    "SELECT creator_id, account_id FROM payout_method WHERE id = $1::uuid",
    id,
  );
  if (!method) return;
  await lockMethodsOf(tx, method.creator_id);
  await tx.$executeRawUnsafe(
    `UPDATE payout_method SET state = 'restricted', is_default = false, closed_at = now(), updated_at = now(),
       deleted_at = CASE WHEN account_id IS NULL THEN now() END WHERE id = $1::uuid AND closed_at IS NULL AND deleted_at IS NULL`,
    id,
  );
  // Beside a closed account another one is made at once, and is the default then.
  if (method.account_id === null) await promote(tx, method.creator_id);
}

async function setState(tx: Sql, accountId: string, state: MethodState): Promise<boolean> {
  const [{ creator_id: creatorId } = {}] = await tx.$queryRawUnsafe<{ creator_id?: string }[]>(
    "SELECT creator_id FROM payout_method WHERE account_id = $1",
    accountId,
  );
  if (creatorId === undefined) return false;
  await lockMethodsOf(tx, creatorId);
  const changed = await tx.$executeRawUnsafe(
    "UPDATE payout_method SET state = $2, updated_at = now() WHERE account_id = $1 AND state <> $2 AND closed_at IS NULL",
    accountId,
    state,
  );
  if (changed > 0 && state === "ready") {
    await redirect(tx, creatorId);
    await wake(tx, creatorId);
  }
  return true;
}

/** What waited for a method is looked at now. */
async function wake(tx: Sql, creatorId: string): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE withdrawal SET next_at = now() WHERE creator_id = $1 AND status = 'APPROVED' AND hold = 'posted'",
    creatorId,
  );
}
