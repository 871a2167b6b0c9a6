import { createHash } from "node:crypto";
import { execute, one, type Sql } from "@metercast/postgres";
import type { PlatformAccount } from "../../../domain/account.ts";
import type { AppliedTransfer } from "../../../domain/apply-transfers.ts";
import type { PostedTransfer } from "../../../domain/transfer.ts";
import type {
  EarlierRequest,
  Rejection,
  RequestKey,
  TransferRequest,
} from "../../../domain/transfer-request.ts";
import * as statements from "./transfers.queries.ts";

/** Kept instead of the content, which can be long. Of any content: empty. */
function hashOf(content: string): Uint8Array<ArrayBuffer> {
  return content === "" ? new Uint8Array(0) : new Uint8Array(createHash("sha256").update(content).digest());
}

export async function findTransferRequest(
  tx: Sql,
  { source, requestId }: RequestKey,
  content: string,
): Promise<EarlierRequest | undefined> {
  const row = await one(tx, statements.findTransferRequest, { source, requestId });
  if (!row) return undefined;
  return {
    content: compare(row.content_hash, hashOf(content)),
    rejection: (row.rejection_code as Rejection | null) ?? undefined,
    transferId: row.transfer_id ?? undefined,
    createdAt: row.created_at,
  };
}

function compare(stored: Uint8Array, asked: Uint8Array): EarlierRequest["content"] {
  if (stored.length === 0) return "any";
  return Buffer.compare(stored, asked) === 0 ? "same" : "other";
}

export async function insertTransferRequest(
  tx: Sql,
  { source, requestId }: RequestKey,
  content: string,
  rejection: Rejection | null = null,
): Promise<void> {
  const contentHash = hashOf(content);
  await execute(tx, statements.insertTransferRequest, { source, requestId, contentHash, rejection });
}

export async function insertRejection(
  tx: Sql,
  { source, requestId }: RequestKey,
  rejection: Rejection,
): Promise<boolean> {
  const contentHash = hashOf("");
  return (await execute(tx, statements.insertRejection, { source, requestId, contentHash, rejection })) === 1;
}

/** Appends transfers, and their amounts to the deltas of platform accounts. */
export async function appendTransfers(
  tx: Sql,
  request: Omit<TransferRequest, "transfers">,
  transfers: readonly AppliedTransfer[],
): Promise<PostedTransfer[]> {
  const posted: PostedTransfer[] = [];
  for (const transfer of transfers) {
    const { debit, credit, asset, amount, debitAfter, creditAfter } = transfer;
    const row = await one(tx, statements.insertTransfer, {
      source: request.source,
      requestId: request.requestId,
      asset,
      amount,
      debitAccount: debitAfter?.account ?? null,
      debitPlatform: "platform" in debit ? debit.platform : null,
      debitBalance: debitAfter?.balance ?? null,
      debitVersion: debitAfter?.version ?? null,
      creditAccount: creditAfter?.account ?? null,
      creditPlatform: "platform" in credit ? credit.platform : null,
      creditBalance: creditAfter?.balance ?? null,
      creditVersion: creditAfter?.version ?? null,
      referenceType: request.referenceType,
      referenceId: request.referenceId,
      reason: request.reason,
      actorId: request.actorId,
    });
    if ("platform" in debit) await insertDelta(tx, debit.platform, -amount);
    if ("platform" in credit) await insertDelta(tx, credit.platform, amount);
    if (!row) throw new Error("INSERT … RETURNING gave no row");
    posted.push({ debit, credit, asset, amount, id: row.id, createdAt: row.created_at });
  }
  return posted;
}

async function insertDelta(tx: Sql, account: PlatformAccount, amount: bigint): Promise<void> {
  await execute(tx, statements.insertDelta, { account, amount });
}
