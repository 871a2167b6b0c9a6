import { createHash } from "node:crypto";
import { execute, rows, type Sql } from "@metercast/postgres";
import type { Account, PlatformAccount } from "../../../domain/account.ts";
import type { AppliedTransfer } from "../../../domain/apply-transfers.ts";
import type { PostedTransfer, Side } from "../../../domain/transfer.ts";
import type { EarlierRequest, Rejection, RequestKey } from "../../../domain/transfer-request.ts";
import type { DecidedTransfer } from "../../../ports/ledger-transaction.ts";
import * as statements from "./transfers.queries.ts";

/** Kept instead of the content, which can be long. Of any content: empty. */
function hashOf(content: string): Uint8Array<ArrayBuffer> {
  return content === "" ? new Uint8Array(0) : new Uint8Array(createHash("sha256").update(content).digest());
}

/** The requests with these keys, each compared with its content. */
export async function findTransferRequests(
  tx: Sql,
  keys: readonly { key: RequestKey; content: string }[],
): Promise<(EarlierRequest | undefined)[]> {
  const found = await rows(tx, statements.findTransferRequests, {
    sources: keys.map(({ key }) => key.source),
    requestIds: keys.map(({ key }) => key.requestId),
  });
  const earlier = new Map(found.map((row) => [row.place - 1, row]));
  return keys.map(({ content }, place) => {
    const row = earlier.get(place);
    return (
      row && {
        content: compare(row.content_hash, hashOf(content)),
        rejection: (row.rejection_code as Rejection | null) ?? undefined,
        transferId: row.transfer_id ?? undefined,
        createdAt: row.created_at,
      }
    );
  });
}

function compare(stored: Uint8Array, asked: Uint8Array): EarlierRequest["content"] {
  if (stored.length === 0) return "any";
  return Buffer.compare(stored, asked) === 0 ? "same" : "other";
}

export async function insertRejection(
  tx: Sql,
  { source, requestId }: RequestKey,
  rejection: Rejection,
): Promise<boolean> {
  const contentHash = hashOf("");
  return (await execute(tx, statements.insertRejection, { source, requestId, contentHash, rejection })) === 1;
}

/** Keeps requests and their transfers, with the accounts afterwards and a delta for each platform account. */
export async function postTransfers(
  tx: Sql,
  decided: readonly DecidedTransfer[],
  accounts: readonly Account[],
): Promise<PostedTransfer[][]> {
  const made = decided.flatMap(({ request, transfers }) =>
    transfers.map((transfer) => ({ request, transfer })),
  );
  const given = await rows(tx, statements.postTransfers, {
    accounts: JSON.stringify(
      accounts.map(({ account, posted, held, version }) => ({
        id: text(account),
        posted: text(posted),
        held: text(held),
        version: text(version),
      })),
    ),
    requests: JSON.stringify(
      decided.map(({ request, content, rejection }) => ({
        source: request.source,
        request_id: request.requestId,
        content_hash: Buffer.from(hashOf(content)).toString("hex"),
        rejection_code: rejection,
      })),
    ),
    transfers: JSON.stringify(made.map(({ request, transfer }) => rowOf(request, transfer))),
    deltas: JSON.stringify(deltasOf(made.map(({ transfer }) => transfer))),
  });
  if (given.length !== made.length) throw new Error("each transfer has a row");
  let next = 0;
  return decided.map(({ transfers }) =>
    transfers.map(({ debit, credit, asset, amount }) => {
      const { id, created_at: createdAt } = given[next++] as (typeof given)[number];
      return { debit, credit, asset, amount, id, createdAt };
    }),
  );
}

function rowOf(
  { source, requestId, referenceType, referenceId, reason, actorId }: DecidedTransfer["request"],
  { debit, credit, asset, amount, debitAfter, creditAfter }: AppliedTransfer,
) {
  return {
    source,
    request_id: requestId,
    asset,
    amount: text(amount),
    debit_account: text(debitAfter?.account),
    debit_platform: "platform" in debit ? debit.platform : undefined,
    debit_balance_after: text(debitAfter?.balance),
    debit_version: text(debitAfter?.version),
    credit_account: text(creditAfter?.account),
    credit_platform: "platform" in credit ? credit.platform : undefined,
    credit_balance_after: text(creditAfter?.balance),
    credit_version: text(creditAfter?.version),
    reference_type: referenceType,
    reference_id: referenceId,
    reason,
    actor_id: actorId,
  };
}

/** One change a platform account, of all transfers together. */
function deltasOf(transfers: readonly AppliedTransfer[]): { account: PlatformAccount; amount: string }[] {
  const sums = new Map<PlatformAccount, bigint>();
  const add = (side: Side, amount: bigint) => {
    if ("platform" in side) sums.set(side.platform, (sums.get(side.platform) ?? 0n) + amount);
  };
  for (const { debit, credit, amount } of transfers) {
    add(debit, -amount);
    add(credit, amount);
  }
  return [...sums].flatMap(([account, amount]) =>
    amount === 0n ? [] : [{ account, amount: amount.toString() }],
  );
}

/** Postgres reads a bigint from text. A replacer of JSON.stringify would be called for every value. */
const text = (value: bigint | undefined): string | undefined => value?.toString();
