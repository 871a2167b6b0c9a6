import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import { available } from "../../../domain/account.ts";
import {
  moneyMoved,
  type ReversalStep,
  type Reversed,
  topUpMoneyMoved,
} from "../../../domain/top-up-money.ts";
import type { TopUpMoney } from "../../../ports/ledger.ts";
import { lockAccounts } from "./accounts.ts";
import { postTransfer } from "./transfers.ts";

const SOURCE = "top-up-money";

interface Row {
  topUpId: string;
  sourceId: string;
  amountCents: bigint;
  feeCents: bigint;
  tokens: bigint;
  recoveredCents: bigint;
  lostCents: bigint;
  replaces: string | null;
}

const FIND = `
  SELECT top_up_id AS "topUpId", source_id AS "sourceId", amount_cents AS "amountCents", fee_cents AS "feeCents", tokens_taken AS tokens,
    cents_recovered AS "recoveredCents", cents_lost AS "lostCents", replaces
  FROM top_up_money WHERE balance_transaction_id = $1`;
const REVERSED = `
  SELECT coalesce(-sum(amount_cents), 0)::bigint AS cents, coalesce(sum(tokens_taken), 0)::bigint AS tokens,
    coalesce(sum(cents_recovered), 0)::bigint AS "recoveredCents"
  FROM top_up_money WHERE top_up_id = $1`;
const INSERT = `
  INSERT INTO top_up_money (balance_transaction_id, top_up_id, source_id, amount_cents, fee_cents, tokens_taken, cents_recovered, cents_lost, replaces)
  VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9)`;
const REPLACED =
  "SELECT 1 AS found FROM top_up_money WHERE balance_transaction_id = $1 OR replaces = $1 LIMIT 2";

/**
 * Books a movement of a top-up's money and takes the viewer's tokens for it, or gives them back. How many is judged behind the viewer's
 * lock: it never takes what a minute has just used, and movements of one top-up wait for each other, so that their sum is right in any order.
 */
export async function moveTopUpMoney(
  tx: Sql,
  moved: TopUpMoney,
  lowBelow: bigint,
): Promise<ReversalStep & { replayed: boolean }> {
  const [account] = await lockAccounts(tx, [{ userId: moved.userId, asset: "TOKEN" }]);
  if (!account) throw new MetercastError("account_not_found");
  const [known] = await tx.$queryRawUnsafe<Row[]>(FIND, moved.balanceTransactionId);
  if (known) return replay(known, moved);
  const replaces = await bookedBefore(tx, moved);
  if (replaces !== undefined) return insert(tx, moved, NO_STEP, replaces);
  const [before] = await tx.$queryRawUnsafe<Reversed[]>(REVERSED, moved.topUpId);
  if (!before) throw new Error("an aggregate without GROUP BY gives a row");
  const step = moneyMoved(moved, before, moved.amountCents, available(account));
  const movements = topUpMoneyMoved(moved.userId, step, moved.feeCents);
  if (movements.length > 0) await post(tx, moved, movements, lowBelow);
  return insert(tx, moved, step, null);
}

const NO_STEP: ReversalStep = { tokens: 0n, recoveredCents: 0n, lostCents: 0n };

function replay(known: Row, moved: TopUpMoney): ReversalStep & { replayed: boolean } {
  const { topUpId, sourceId, amountCents, feeCents, tokens, recoveredCents, lostCents } = known;
  const same =
    topUpId === moved.topUpId &&
    sourceId === moved.sourceId &&
    (known.replaces !== null || (amountCents === moved.amountCents && feeCents === moved.feeCents));
  if (!same) throw new MetercastError("idempotency_conflict");
  return { tokens, recoveredCents, lostCents, replayed: true };
}

/** The row of an older version for this money, which it booked by the refund or dispute and not by the balance transaction. */
async function bookedBefore(tx: Sql, { sourceId, amountCents }: TopUpMoney): Promise<string | undefined> {
  if (amountCents === 0n) return undefined;
  const older = `${amountCents < 0n ? "reversal" : "reinstatement"}:${sourceId}`;
  const rows = await tx.$queryRawUnsafe<unknown[]>(REPLACED, older);
  return rows.length === 1 ? older : undefined;
}

async function post(
  tx: Sql,
  { balanceTransactionId, topUpId, amountCents, sourceId }: TopUpMoney,
  movements: ReturnType<typeof topUpMoneyMoved>,
  lowBelow: bigint,
): Promise<void> {
  const request = {
    source: SOURCE,
    requestId: balanceTransactionId,
    movements,
    referenceType: amountCents > 0n ? "TOP_UP_REINSTATED" : "TOP_UP_REVERSAL",
    referenceId: topUpId,
    reason: sourceId,
    actorId: "",
    keepRefusal: false,
  };
  const answer = await postTransfer(tx, request, lowBelow);
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
}

async function insert(
  tx: Sql,
  moved: TopUpMoney,
  step: ReversalStep,
  replaces: string | null,
): Promise<ReversalStep & { replayed: boolean }> {
  const counted = replaces === null;
  await tx.$executeRawUnsafe(
    INSERT,
    moved.balanceTransactionId,
    moved.topUpId,
    moved.sourceId,
    counted ? moved.amountCents : 0n,
    counted ? moved.feeCents : 0n,
    step.tokens,
    step.recoveredCents,
    step.lostCents,
    replaces,
  );
  return { ...step, replayed: !counted };
}
