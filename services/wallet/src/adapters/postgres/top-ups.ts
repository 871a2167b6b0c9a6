import type { Sql } from "@metercast/outbox";
import { MetercastError } from "@metercast/runtime";
import { available } from "../../domain/account.ts";
import { type Reversal, reversalOf, topUpReinstated, topUpReversed } from "../../domain/templates.ts";
import type { TopUpReinstatement, TopUpReversal } from "../../ports.ts";
import { lockAccounts } from "./accounts.ts";
import { postTransfer } from "./transfers.ts";

const SOURCE = "top-up-reversal";
const REINSTATED = "top-up-reinstatement";

/** What an earlier reversal of this id came to: its transfers say so. */
const EARLIER = `
  SELECT coalesce(sum(amount) FILTER (WHERE credit_platform = 'issued_tokens'), 0)::bigint AS tokens,
         coalesce(sum(amount) FILTER (WHERE debit_platform = 'token_income'), 0)::bigint AS recovered,
         coalesce(sum(amount) FILTER (WHERE debit_platform = 'dispute_losses'), 0)::bigint AS lost, count(*)::integer AS transfers
  FROM transfer WHERE source = $1 AND request_id = $2`;

/**
 * Takes a top-up back as far as its tokens are unspent. How far that is, is judged behind the viewer's lock, so it never takes what a
 * minute has just used. A second dispute of the same id gives the first one's answer.
 */
export async function reverseTopUp(
  tx: Sql,
  asked: TopUpReversal,
  lowBelow: bigint,
): Promise<Reversal & { replayed: boolean }> {
  const [account] = await lockAccounts(tx, [{ userId: asked.userId, asset: "TOKEN" }]);
  if (!account) throw new MetercastError("account_not_found");
  const earlier = await reversed(tx, asked.reversalId);
  if (earlier) return { ...earlier, replayed: true };
  const reversal = reversalOf(asked.tokens, asked.cents, available(account));
  const answer = await postTransfer(
    tx,
    {
      source: SOURCE,
      requestId: asked.reversalId,
      movements: topUpReversed(asked.userId, reversal, asked.feeCents),
      referenceType: "TOP_UP_REVERSAL",
      referenceId: asked.topUpId,
      reason: "",
      actorId: "",
      keepRefusal: false,
    },
    lowBelow,
  );
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  return { ...reversal, replayed: false };
}

/** What a reversal came to is undone, also where its tokens have long been bought again: exactly that, once. */
export async function reinstateTopUp(
  tx: Sql,
  asked: TopUpReinstatement,
  lowBelow: bigint,
): Promise<Reversal & { replayed: boolean }> {
  const reversal = await reversed(tx, asked.reversalId);
  if (!reversal) throw new MetercastError("not_found", `nothing was reversed for ${asked.reversalId}`);
  const answer = await postTransfer(
    tx,
    {
      source: REINSTATED,
      requestId: asked.reversalId,
      movements: topUpReinstated(asked.userId, reversal, asked.feeCents),
      referenceType: "TOP_UP_REINSTATED",
      referenceId: asked.topUpId,
      reason: "",
      actorId: "",
      keepRefusal: false,
    },
    lowBelow,
  );
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  return { ...reversal, replayed: answer.replayed };
}

async function reversed(tx: Sql, reversalId: string): Promise<Reversal | undefined> {
  const [row] = await tx.$queryRawUnsafe<
    { tokens: bigint; recovered: bigint; lost: bigint; transfers: number }[]
  >(EARLIER, SOURCE, reversalId);
  if (!row || row.transfers === 0) return undefined;
  return { tokens: row.tokens, recoveredCents: row.recovered, lostCents: row.lost };
}
