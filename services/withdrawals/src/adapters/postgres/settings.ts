import type { Sql } from "@metercast/outbox";
import type { FreezeState, FreezeSwitch, Limits } from "../../ports.ts";
import { type Database, inTransaction } from "./client.ts";

const READ = "SELECT frozen, by, reason, at FROM payout_freeze";

/** The switch that stops new payouts, with its history. */
export function postgresFreeze(database: Database): FreezeSwitch {
  return {
    get: () => read(database, READ),
    set: (frozen, by, reason) => inTransaction(database, (tx) => set(tx, frozen, by, reason)),
  };
}

async function read(sql: Sql, query: string): Promise<FreezeState> {
  const [row] = await sql.$queryRawUnsafe<FreezeState[]>(query);
  if (!row) throw new Error("the freeze has its row since the first migration");
  return row;
}

async function set(tx: Sql, frozen: boolean, by: string, reason: string): Promise<FreezeState> {
  const before = await read(tx, `${READ} FOR UPDATE`);
  if (before.frozen === frozen) return before;
  await tx.$executeRawUnsafe(
    "UPDATE payout_freeze SET frozen = $1::boolean, by = $2, reason = $3, at = now()",
    frozen,
    by,
    reason,
  );
  await tx.$executeRawUnsafe(
    "INSERT INTO freeze_change (frozen, by, reason) VALUES ($1::boolean, $2, $3)",
    frozen,
    by,
    reason,
  );
  if (!frozen) await wakeFrozen(tx);
  return read(tx, READ);
}

/** What waited only for this goes on at once. */
async function wakeFrozen(tx: Sql): Promise<void> {
  await tx.$executeRawUnsafe("UPDATE withdrawal SET next_at = now() WHERE attention = 'frozen'");
  await tx.$executeRawUnsafe(
    `UPDATE payout_attempt SET next_at = now() WHERE state = 'created' AND withdrawal IN (SELECT id FROM withdrawal WHERE attention = 'frozen')`,
  );
}

/** Waivers of the minimum: each kept, the latest counts. */
export function postgresLimits(database: Database): Limits {
  return {
    async waiverOf(creatorId) {
      const row = await database.minimumChange.findFirst({ where: { creatorId }, orderBy: { id: "desc" } });
      return row?.amount;
    },
    async waive(creatorId, amount, reason, actorId) {
      await database.minimumChange.create({ data: { creatorId, amount, reason, actorId } });
    },
  };
}
