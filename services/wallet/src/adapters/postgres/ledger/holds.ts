import { publicId } from "@metercast/contracts";
import { appendEvents } from "@metercast/outbox";
import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import { type Account, available } from "../../../domain/account.ts";
import { applyMovements } from "../../../domain/apply.ts";
import { holdPosted } from "../../../domain/templates.ts";
import type { HoldState, NewHold } from "../../../ports/ledger.ts";
import { type AccountRow, lockAccounts, toAccount, writeBalances } from "./accounts.ts";
import { accountState, postedEvents } from "./transfer-events.ts";
import { writeTransfers } from "./transfers.ts";

interface HoldRow extends AccountRow {
  hold_id: string;
  amount: bigint;
  status: HoldState["status"];
  reference_type: string;
  reference_id: string;
  transfer_id: string | null;
}

const SELECT_HOLD = `
  SELECT h.id::text AS hold_id, h.amount, h.status, h.reference_type, h.reference_id, h.transfer_id::text,
         a.id, a.owner, a.asset, a.posted, a.held, a.version
  FROM hold h JOIN account a ON a.id = h.account WHERE h.id = ANY ($1::uuid[])`;

/** The holds among these ids that exist. */
export async function readHolds(sql: Sql, ids: readonly string[], lock = false): Promise<HoldState[]> {
  // A hold before its account, everywhere: who has locked an account never waits for a hold.
  const rows = await sql.$queryRawUnsafe<HoldRow[]>(
    lock ? `${SELECT_HOLD} FOR UPDATE OF h` : SELECT_HOLD,
    ids,
  );
  return rows.map((row) => ({
    id: row.hold_id,
    userId: row.owner,
    asset: row.asset,
    amount: row.amount,
    referenceType: row.reference_type,
    referenceId: row.reference_id,
    status: row.status,
    transferId: row.transfer_id ?? undefined,
    account: toAccount(row),
  }));
}

/** Sets an amount aside, once by the hold's id. insufficient_balance; idempotency_conflict for the same id with other content. */
export async function placeHold(tx: Sql, hold: NewHold): Promise<HoldState> {
  const [account] = await lockAccounts(tx, [hold]);
  const [earlier] = await readHolds(tx, [hold.id]);
  if (earlier) {
    const same =
      earlier.userId === hold.userId && earlier.asset === hold.asset && earlier.amount === hold.amount;
    if (!same) throw new MetercastError("idempotency_conflict");
    return earlier;
  }
  if (!account || available(account) < hold.amount) throw new MetercastError("insufficient_balance");
  const after: Account = { ...account, held: account.held + hold.amount, version: account.version + 1n };
  await writeBalances(tx, [after]);
  await tx.$executeRawUnsafe(
    "INSERT INTO hold (id, account, amount, reference_type, reference_id, placed_version) VALUES ($1::uuid, $2, $3::bigint, $4, $5, $6::bigint)",
    hold.id,
    after.account,
    hold.amount,
    hold.referenceType,
    hold.referenceId,
    after.version,
  );
  return { ...hold, status: "held", transferId: undefined, account: after };
}

/** Ends a hold once. The same end again gives its state; the other one is hold_posted or hold_voided. */
export async function endHold(tx: Sql, id: string, how: "post" | "void"): Promise<HoldState> {
  const [hold] = await readHolds(tx, [id], true);
  if (!hold) throw new MetercastError("hold_not_found");
  const wanted = how === "post" ? "posted" : "voided";
  if (hold.status === wanted) return hold;
  if (hold.status !== "held")
    throw new MetercastError(hold.status === "posted" ? "hold_posted" : "hold_voided");
  const [account] = await lockAccounts(tx, [hold]);
  if (!account) throw new MetercastError("account_not_found");
  return how === "post" ? postHeld(tx, hold, account) : voidHeld(tx, hold, account);
}

async function postHeld(tx: Sql, hold: HoldState, account: Account): Promise<HoldState> {
  // What was held becomes available for just this movement, in the same step.
  const released = { ...account, held: account.held - hold.amount };
  const applied = applyMovements(holdPosted(hold.userId, hold.amount), [released]);
  const after = typeof applied === "string" ? undefined : applied.accounts[0];
  if (typeof applied === "string" || !after) throw new Error("a hold is always covered");
  const request = {
    source: "hold",
    requestId: hold.id,
    referenceType: hold.referenceType,
    referenceId: hold.referenceId,
    reason: "",
    actorId: "",
    movements: applied.movements,
  };
  await tx.$executeRawUnsafe(
    "INSERT INTO transfer_request (source, request_id, content_hash) VALUES ($1, $2, ''::bytea)",
    request.source,
    request.requestId,
  );
  await writeBalances(tx, [after]);
  const written = await writeTransfers(tx, request, applied.movements);
  const transferId = written[0]?.id;
  if (!transferId) throw new Error("posting a hold makes a transfer");
  await markEnded(tx, hold.id, "posted", after.version, transferId);
  await appendEvents(tx, [
    ...postedEvents(request, written, [after]),
    {
      type: "wallet.hold.posted.v1",
      message: { ...eventFields(hold, after), transferId: publicId("transfer", transferId) },
    },
  ]);
  return { ...hold, status: "posted", transferId, account: after };
}

async function voidHeld(tx: Sql, hold: HoldState, account: Account): Promise<HoldState> {
  const after = { ...account, held: account.held - hold.amount, version: account.version + 1n };
  await writeBalances(tx, [after]);
  await markEnded(tx, hold.id, "voided", after.version, null);
  await appendEvents(tx, [{ type: "wallet.hold.voided.v1", message: eventFields(hold, after) }]);
  return { ...hold, status: "voided", account: after };
}

function eventFields({ id, referenceType, referenceId }: HoldState, account: Account) {
  return { holdId: publicId("hold", id), referenceType, referenceId, account: accountState(account) };
}

async function markEnded(
  tx: Sql,
  id: string,
  status: string,
  version: bigint,
  transferId: string | null,
): Promise<void> {
  await tx.$executeRawUnsafe(
    "UPDATE hold SET status = $2, ended_version = $3::bigint, transfer_id = $4::uuid, ended_at = now() WHERE id = $1::uuid AND status = 'held'",
    id,
    status,
    version,
    transferId,
  );
}
