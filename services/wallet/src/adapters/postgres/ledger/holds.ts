import type { Asset } from "@metercast/money";
import { execute, one, rows, type Sql } from "@metercast/postgres";
import type { Hold, HoldEnd } from "../../../domain/hold.ts";
import { toAccount } from "./accounts.ts";
import * as statements from "./holds.queries.ts";

export async function findHolds(sql: Sql, ids: readonly string[]): Promise<Hold[]> {
  return (await rows(sql, statements.findHolds, { ids })).map(toHold);
}

export async function lockHold(tx: Sql, id: string): Promise<Hold | undefined> {
  const row = await one(tx, statements.lockHolds, { ids: [id] });
  return row && toHold(row);
}

function toHold(row: statements.FindHoldsRow): Hold {
  return {
    id: row.hold_id,
    userId: row.owner,
    asset: row.asset as Asset,
    amount: row.amount,
    referenceType: row.reference_type,
    referenceId: row.reference_id,
    status: row.status as Hold["status"],
    transferId: row.transfer_id ?? undefined,
    account: toAccount(row),
  };
}

export async function insertHold(
  tx: Sql,
  { id, amount, referenceType, referenceId, account }: Hold,
): Promise<void> {
  await execute(tx, statements.insertHold, {
    id,
    account: account.account,
    amount,
    referenceType,
    referenceId,
    placedVersion: account.version,
  });
}

export async function markHoldEnded(
  tx: Sql,
  { id, account, transferId }: Hold,
  status: HoldEnd,
): Promise<void> {
  await execute(tx, statements.markHoldEnded, {
    id,
    status,
    endedVersion: account.version,
    transferId: transferId ?? null,
  });
}
