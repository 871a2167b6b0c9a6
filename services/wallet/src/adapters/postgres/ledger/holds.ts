import type { Sql } from "@metercast/postgres";
import type { Hold, HoldEnd } from "../../../domain/hold.ts";
import { type AccountRow, toAccount } from "./accounts.ts";

interface HoldRow extends AccountRow {
  hold_id: string;
  amount: bigint;
  status: Hold["status"];
  reference_type: string;
  reference_id: string;
  transfer_id: string | null;
}

const SELECT_HOLDS = `
  SELECT h.id::text AS hold_id, h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
         a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY ($1::uuid[])`;

export async function findHolds(sql: Sql, ids: readonly string[]): Promise<Hold[]> {
  return (await sql.$queryRawUnsafe<HoldRow[]>(SELECT_HOLDS, ids)).map(toHold);
}

export async function lockHold(tx: Sql, id: string): Promise<Hold | undefined> {
  const [row] = await tx.$queryRawUnsafe<HoldRow[]>(`${SELECT_HOLDS} FOR UPDATE OF h`, [id]);
  return row && toHold(row);
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.hold_id,
    userId: row.owner,
    asset: row.asset,
    amount: row.amount,
    referenceType: row.reference_type,
    referenceId: row.reference_id,
    status: row.status,
    transferId: row.transfer_id ?? undefined,
    account: toAccount(row),
  };
}

export async function insertHold(
  tx: Sql,
  { id, amount, referenceType, referenceId, account }: Hold,
): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO hold (id, account, amount, reference_type, reference_id, placed_version) VALUES ($1::uuid, $2, $3::bigint, $4, $5, $6::bigint)",
    id,
    account.account,
    amount,
    referenceType,
    referenceId,
    account.version,
  );
}

export async function markHoldEnded(
  tx: Sql,
  { id, account, transferId }: Hold,
  status: HoldEnd,
): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE hold SET status = $2, ended_version = $3::bigint, transfer_id = $4::uuid, ended_at = now() WHERE id = $1::uuid AND status = 'held'",
    id,
    status,
    account.version,
    transferId ?? null,
  );
}
