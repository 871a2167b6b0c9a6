import { createHash } from "node:crypto";
import { appendEvents, firstTime } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { type AppliedMovement, applyMovements, type Inapplicable } from "../../../domain/apply.ts";
import type { Side } from "../../../domain/templates.ts";
import type { RefusedRequest, TransferAnswer, TransferRequest } from "../../../ports/ledger.ts";
import { findAccounts, lockAccounts, openMissing, writeBalances } from "./accounts.ts";
import { postedEvents, refusedEvent, warningEvents } from "./transfer-events.ts";

/**
 * Posts a request in the caller's transaction: inbox, the request's key, balances, transfers, platform deltas, events. The request's key decides
 * whether it was answered before; two at the same moment meet at its primary key, and the later one starts again.
 */
export async function postTransfer(
  tx: Sql,
  request: TransferRequest,
  lowBelow: bigint,
): Promise<TransferAnswer> {
  const { message } = request;
  const fresh = message === undefined || (await firstTime(tx, message.consumer, message.id));
  const users = usersOf(request, "debit", "credit");
  await openMissing(tx, usersOf(request, "credit"));
  const before = await lockAccounts(tx, users);
  // Behind the locks, so that of two at the same moment the later one sees the earlier one's answer.
  const earlier = await earlierAnswer(tx, request);
  if (earlier) {
    // The same request in another message gets its answer again; the same message again gets nothing.
    if (message && fresh) await announce(tx, request, earlier, []);
    return earlier;
  }
  const applied =
    before.length < users.length ? "insufficient_balance" : applyMovements(request.movements, before);
  if (typeof applied === "string") {
    const refused = { outcome: "refused", code: applied } as const;
    if (request.keepRefusal) await writeRequest(tx, request, refused.code);
    await announce(tx, request, refused, []);
    return refused;
  }
  await writeRequest(tx, request, null);
  await writeBalances(tx, applied.accounts);
  const rows = await writeTransfers(tx, request, applied.movements);
  const first = rows[0];
  if (!first) throw new Error("a transfer request moves something");
  const answer: TransferAnswer = {
    outcome: "posted",
    transferId: first.id,
    accounts: applied.accounts,
    createdAt: first.createdAt,
    replayed: false,
  };
  await announce(tx, request, answer, rows);
  await appendEvents(tx, warningEvents(before, applied.accounts, lowBelow));
  return answer;
}

/** A refusal by the client's rules stands whatever the request's content was. */
const ANY_CONTENT = new Uint8Array(0);

const KEEP_REFUSAL = `INSERT INTO transfer_request (source, request_id, content_hash, rejection_code) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** Answers a message with a refusal, once. Where the request was answered otherwise before, it is another one under the same id. */
export async function refuseTransfer(tx: Sql, refusal: RefusedRequest): Promise<void> {
  const { source, requestId, code, detail, keep, message } = refusal;
  if (!(await firstTime(tx, message.consumer, message.id))) return;
  const first = keep ? await tx.$executeRawUnsafe(KEEP_REFUSAL, source, requestId, ANY_CONTENT, code) : 1;
  const known = first === 1 ? code : await refusedBefore(tx, refusal);
  await appendEvents(tx, [refusedEvent(refusal, known, detail)]);
}

async function refusedBefore(tx: Sql, { source, requestId }: RefusedRequest): Promise<string> {
  const [row] = await tx.$queryRawUnsafe<{ rejection_code: string }[]>(
    "SELECT rejection_code FROM transfer_request WHERE source = $1 AND request_id = $2 AND content_hash = $3",
    source,
    requestId,
    ANY_CONTENT,
  );
  return row?.rejection_code ?? "idempotency_conflict";
}

export interface WrittenTransfer {
  id: string;
  createdAt: Date;
  movement: AppliedMovement;
}

/** Only a client's message is answered by an event where it is refused; a call has its own answer. */
async function announce(
  tx: Sql,
  request: TransferRequest,
  answer: TransferAnswer,
  written: readonly WrittenTransfer[],
): Promise<void> {
  if (answer.outcome === "refused") {
    if (request.message) await appendEvents(tx, [refusedEvent(request, answer.code)]);
    return;
  }
  const rows =
    written.length > 0
      ? written
      : [{ id: answer.transferId, createdAt: answer.createdAt, movement: undefined }];
  await appendEvents(tx, postedEvents(request, rows, answer.accounts));
}

/** The users' accounts on these sides of a request, each once. */
function usersOf({ movements }: TransferRequest, ...sides: ("debit" | "credit")[]) {
  const users = movements
    .flatMap((movement) => sides.map((side): Side => movement[side]))
    .filter((side) => "userId" in side);
  return [...new Map(users.map((user) => [`${user.asset} ${user.userId}`, user])).values()];
}

/** What makes two requests with one key the same request. */
function contentHash(request: TransferRequest): Uint8Array<ArrayBuffer> {
  const { movements, referenceType, referenceId, reason } = request;
  const text = JSON.stringify([movements, referenceType, referenceId, reason], (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return new Uint8Array(createHash("sha256").update(text).digest());
}

async function earlierAnswer(tx: Sql, request: TransferRequest): Promise<TransferAnswer | undefined> {
  const [row] = await tx.$queryRawUnsafe<
    {
      content_hash: Uint8Array;
      rejection_code: Inapplicable | "forbidden" | null;
      transfer_id: string | null;
      created_at: Date;
    }[]
  >(
    `SELECT r.content_hash, r.rejection_code, t.id::text AS transfer_id, coalesce(t.created_at, r.created_at) AS created_at
     FROM transfer_request r LEFT JOIN transfer t USING (source, request_id)
     WHERE r.source = $1 AND r.request_id = $2 ORDER BY t.id LIMIT 1`,
    request.source,
    request.requestId,
  );
  if (!row) return undefined;
  const isSame =
    row.content_hash.length === 0 || Buffer.compare(row.content_hash, contentHash(request)) === 0;
  if (!isSame) return { outcome: "refused", code: "idempotency_conflict" };
  if (row.transfer_id === null)
    return { outcome: "refused", code: row.rejection_code ?? "insufficient_balance" };
  const accounts = await findAccounts(tx, usersOf(request, "debit", "credit"));
  return {
    outcome: "posted",
    transferId: row.transfer_id,
    accounts,
    createdAt: row.created_at,
    replayed: true,
  };
}

async function writeRequest(tx: Sql, request: TransferRequest, rejection: string | null): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO transfer_request (source, request_id, content_hash, rejection_code) VALUES ($1, $2, $3, $4)",
    request.source,
    request.requestId,
    contentHash(request),
    rejection,
  );
}

const INSERT_TRANSFER = `
  INSERT INTO transfer (source, request_id, asset, amount, debit_account, debit_platform, debit_balance_after, debit_version,
    credit_account, credit_platform, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
  VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6, $7::bigint, $8::bigint, $9::bigint, $10, $11::bigint, $12::bigint, $13, $14, $15, $16)
  RETURNING id::text, created_at`;

/** Writes applied movements as transfers, and what they did to platform accounts as deltas. */
export async function writeTransfers(
  tx: Sql,
  request: Pick<
    TransferRequest,
    "source" | "requestId" | "referenceType" | "referenceId" | "reason" | "actorId"
  >,
  movements: readonly AppliedMovement[],
): Promise<WrittenTransfer[]> {
  const written: WrittenTransfer[] = [];
  for (const movement of movements) {
    const { debit, credit, debitAfter, creditAfter } = movement;
    const [row] = await tx.$queryRawUnsafe<{ id: string; created_at: Date }[]>(
      INSERT_TRANSFER,
      request.source,
      request.requestId,
      movement.asset,
      movement.amount,
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
    if ("platform" in debit) await writeDelta(tx, debit.platform, -movement.amount);
    if ("platform" in credit) await writeDelta(tx, credit.platform, movement.amount);
    if (!row) throw new Error("an INSERT … RETURNING gave no row");
    written.push({ id: row.id, createdAt: row.created_at, movement });
  }
  return written;
}

async function writeDelta(tx: Sql, account: string, amount: bigint): Promise<void> {
  await tx.$executeRawUnsafe(
    "INSERT INTO platform_delta (account, amount) VALUES ($1, $2::bigint)",
    account,
    amount,
  );
}
