import { type Clock, failpoint, type Logger } from "@metercast/runtime";
import { available } from "../domain/account.ts";
import {
  bear,
  creatorsPart,
  givenBack,
  newShares,
  type SpentTokens,
  type TracedLoss,
  traceLoss,
  unbear,
} from "../domain/clawback.ts";
import { clawback, clawbackReturned } from "../domain/templates.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { ClawbackStep, Clawbacks, OpenShare } from "../ports/clawbacks.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import type { Spending } from "../ports/spending.ts";
import { drawReserve } from "./draw-reserve.ts";
import { earnedBy, followTokens } from "./follow-tokens.ts";
import { answerTransfer, type PostTransferPorts, rejectionError } from "./post-transfer.ts";

export interface ClawBackPorts extends PostTransferPorts {
  clawbacks: Clawbacks;
  spending: Spending;
  clock: Pick<Clock, "now">;
  log: Logger;
}

/** Steps of one run: the next run continues. */
const MOST_STEPS = 100;
/** Shares of one read. */
const SHARES = 100;

/**
 * Works off what refunds and disputes take back from creators, or give back to them, step by step in the
 * order of the balance transactions. Each part is a transaction with a key of its own, so a run that dies
 * is continued. "again": more are left.
 */
export async function clawBack(ports: ClawBackPorts): Promise<"again" | undefined> {
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = await ports.clawbacks.next();
    if (!step) return undefined;
    if (!step.isTraced) await trace(ports, step);
    failpoint("wallet.clawback_after_trace");
    await bearAll(ports, step);
    failpoint("wallet.clawback_before_done");
    await ports.ledger.transaction((tx) => tx.markClawbackDone(step.id));
  }
  return "again";
}

/** Finds whose minutes the tokens paid, before any lock: what a lost token was spent on never changes. */
async function trace(ports: ClawBackPorts, step: ClawbackStep): Promise<void> {
  const before = await ports.clawbacks.sharesBefore(step);
  const { shares, untraced } = await lossOf(ports, step);
  const found = step.tokens > 0n ? newShares(step.id, shares, before) : givenBack(shares, before);
  await ports.ledger.transaction((tx) => tx.insertShares(step.id, found, untraced));
  if (untraced > 0n)
    ports.log.warn(
      { topUp: step.topUpId, tokens: Number(untraced) },
      "lost tokens without a minute: absorbed",
    );
}

async function lossOf({ spending }: ClawBackPorts, step: ClawbackStep): Promise<TracedLoss> {
  const spent: SpentTokens[] = [];
  // Nothing is lost any more: all that was taken is given back, and no minute need be read for it.
  const credits = step.lostTokens > 0n ? await spending.topUpCredits(step.topUpId) : [];
  for await (const { minute, tokens, part } of followTokens(spending, step.topUpId, credits))
    spent.push({
      tokens: part.to - part.from,
      cents: minute ? earnedBy(minute.cents, tokens, part) : 0n,
      creator: minute?.creator?.account,
    });
  return traceLoss(spent, step.lostTokens, step.lostCents);
}

async function bearAll(ports: ClawBackPorts, { id }: ClawbackStep): Promise<void> {
  for (;;) {
    const shares = await ports.clawbacks.openShares(id, SHARES);
    for (const share of shares) {
      const nowMs = ports.clock.now();
      await ports.ledger.transaction((tx) => bearShare(tx, share, ports.lowBelow, nowMs));
      ports.relay.wake();
      failpoint("wallet.clawback_after_share");
    }
    if (shares.length < SHARES) return;
  }
}

/** One creator's share, once: the creator's lock keeps two replicas from doing it twice. */
async function bearShare(
  tx: LedgerTransaction,
  share: OpenShare,
  lowBelow: bigint,
  nowMs: number,
): Promise<void> {
  const { step, piece, creator, cents, policy, userId } = share;
  const [account] = await tx.lockAccounts([{ userId, asset: "USD" }]);
  if (!account) throw new Error("a share has an account");
  if (await tx.hasClawbackEntry(piece, creator, step)) return;
  if (cents < 0n) {
    const borne = unbear(await tx.borneOf(piece, creator), -cents, policy);
    await post(tx, share, clawbackReturned(userId, -borne.reserve - borne.available), lowBelow);
    return tx.insertClawbackEntry(piece, creator, step, borne);
  }
  const part = creatorsPart(cents, policy);
  const drawn = part > 0n ? await drawReserve(tx, { account, cents: part, nowMs }) : { account, drawn: 0n };
  const rest = available(drawn.account) - drawn.drawn;
  const borne = bear(cents, policy, { reserve: drawn.drawn, available: rest });
  await post(tx, share, clawback(userId, borne.reserve + borne.available), lowBelow);
  await tx.insertClawbackEntry(piece, creator, step, borne);
}

async function post(
  tx: LedgerTransaction,
  { step, piece, creator, cents, topUpId, sourceId }: OpenShare,
  transfers: readonly Transfer[],
  lowBelow: bigint,
): Promise<void> {
  if (transfers.every(({ amount }) => amount === 0n)) return;
  const request = {
    source: "clawback",
    requestId: `${step}:${piece}:${creator}`,
    transfers,
    referenceType: cents < 0n ? "CLAWBACK_RETURNED" : "CLAWBACK",
    referenceId: topUpId,
    reason: sourceId,
    actorId: "",
  };
  const answer = await answerTransfer(tx, request, lowBelow);
  if (answer.outcome === "rejected") throw rejectionError(answer.code);
}
