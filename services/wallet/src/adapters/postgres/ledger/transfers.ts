import { createHash } from "node:crypto";
import type { Sql } from "@metercast/postgres";
import type { PlatformAccount } from "../../../domain/account.ts";
import type { AppliedTransfer } from "../../../domain/apply-transfers.ts";
import type { PostedTransfer } from "../../../domain/transfer.ts";
import type {
  EarlierRequest,
  Rejection,
  RequestKey,
  TransferRequest,
} from "../../../domain/transfer-request.ts";

/** Kept instead of the content, which can be long. Of any content: empty. */
function hashOf(content: string): Uint8Array<ArrayBuffer> {
  return content === "" ? new Uint8Array(0) : new Uint8Array(createHash("sha256").update(content).digest());
}

interface RequestRow {
  content_hash: Uint8Array;
  rejection_code: Rejection | null;
  transfer_id: string | null;
  created_at: Date;
}

export async function findTransferRequest(
  tx: Sql,
  { source, requestId }: RequestKey,
  content: string,
): Promise<EarlierRequest | undefined> {
  const [row] = await tx.$queryRawUnsafe<RequestRow[]>(
    `SELECT r.content_hash, r.rejection_code, t.id::text AS transfer_id, coalesce(t.created_at, r.created_at) AS created_at
     FROM transfer_request r LEFT JOIN transfer t USING (source, request_id)
     WHERE r.source = $1 AND r.request_id = $2 ORDER BY t.id LIMIT 1`,
    source,
    requestId,
  );
  if (!row) return undefined;
  return {
    content: compare(row.content_hash, hashOf(content)),
    rejection: row.rejection_code ?? undefined,
    transferId: row.transfer_id ?? undefined,
    createdAt: row.created_at,
  };
}

function compare(stored: Uint8Array, asked: Uint8Array): EarlierRequest["content"] {
  if (stored.length === 0) return "any";
  return Buffer.compare(stored, asked) === 0 ? "same" : "other";
}

const INSERT_REQUEST =
  "INSERT INTO transfer_request (source, request_id, content_hash, rejection_code) VALUES ($1, $2, $3, $4)";

export async function insertTransferRequest(
  tx: Sql,
  { source, requestId }: RequestKey,
  content: string,
  rejection: Rejection | null = null,
): Promise<void> {
  await tx.$executeRawUnsafe(INSERT_REQUEST, source, requestId, hashOf(content), rejection);
}

export async function insertRejection(
  tx: Sql,
  { source, requestId }: RequestKey,
  rejection: Rejection,
): Promise<boolean> {
  const insert = `${INSERT_REQUEST} ON CONFLICT DO NOTHING`;
  return (await tx.$executeRawUnsafe(insert, source, requestId, hashOf(""), rejection)) === 1;
}

const INSERT_TRANSFER = `
  INSERT INTO transfer (source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
    credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
  VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6, $7::bigint, $8::bigint, $9::bigint, $10, $11::bigint, $12::bigint, $13, $14, $15, $16)
  RETURNING id::text, created_at`;

/** Appends transfers, and their amounts to the deltas of platform accounts. */
export async function appendTransfers(
  tx: Sql,
  request: Omit<TransferRequest, "transfers">,
  transfers: readonly AppliedTransfer[],
): Promise<PostedTransfer[]> {
  const posted: PostedTransfer[] = [];
  for (const transfer of transfers) {
    const { debit, credit, asset, amount, debitAfter, creditAfter } = transfer;
    const [row] = await tx.$queryRawUnsafe<{ id: string; created_at: Date }[]>(
      INSERT_TRANSFER,
      request.source,
      request.requestId,
      asset,
      amount,
      debitAfter?.account ?? null,
      "platform" in debit ? debit.platform : null,
      debitAfter?.balance ?? null,
      debitAfter?.version ?? null,
      creditAfter?.account ?? null,
      "platform" in credit ? credit.platform : null,
      creditAfter?.balance ?? null,
      creditAfter?.version ?? null,
      request.referenceType,
      request.referenceId,
      request.reason,
      request.actorId,
    );
    if ("platform" in debit) await insertDelta(tx, debit.platform, -amount);
    if ("platform" in credit) await insertDelta(tx, credit.platform, amount);
    if (!row) throw new Error("INSERT … RETURNING gave no row");
    posted.push({ debit, credit, asset, amount, id: row.id, createdAt: row.created_at });
  }
  return posted;
}

async function insertDelta(tx: Sql, account: PlatformAccount, amount: bigint): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO platform_delta (account, amount) VALUES ($1, $2::bigint)",
    account,
    amount,
  );
}
