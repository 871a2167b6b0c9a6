import { failpoint } from "@metercast/runtime";
import { availability } from "../domain/availability.ts";
import { payDebts } from "../domain/clawback.ts";
import { clawback } from "../domain/templates.ts";
import type { Clawbacks } from "../ports/clawbacks.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import { answerTransfer, type PostTransferPorts, rejectionError } from "./post-transfer.ts";
import { type ReadAvailabilityPorts, readFacts } from "./read-availability.ts";
import { releaseDueLots } from "./release-lots.ts";

export interface CollectDebtsPorts extends PostTransferPorts, ReadAvailabilityPorts {
  clawbacks: Pick<Clawbacks, "debtors">;
}

/** Creators of one read. */
const DEBTORS = 100;

/** Pays what creators owe from earnings that are available, the oldest debt first. */
export async function collectDebts(ports: CollectDebtsPorts): Promise<void> {
  for (let after = 0n; ; ) {
    const debtors = await ports.clawbacks.debtors(after, DEBTORS);
    for (const { creator, userId } of debtors) {
      await ports.ledger.transaction((tx) => collect(tx, ports, userId));
      ports.relay.wake();
      failpoint("wallet.debt_after_collect");
      after = creator;
    }
    if (debtors.length < DEBTORS) return;
  }
}

/** The account's lock keeps a debt from being paid twice; the account's version names each payment. */
async function collect(tx: LedgerTransaction, ports: CollectDebtsPorts, userId: string): Promise<void> {
  const nowMs = ports.clock.now();
  const [locked] = await tx.lockAccounts([{ userId, asset: "USD" }]);
  if (!locked) throw new Error("a debtor has an account");
  const account = await releaseDueLots(tx, locked, nowMs);
  const facts = await readFacts(tx, account, ports.configuredTerms, nowMs);
  const { withheldForDebt } = availability(facts, nowMs);
  const paid = payDebts(await tx.debtsOf(account.account), withheldForDebt);
  for (const { debt, cents } of paid) {
    const cause = `debt:${account.version}`;
    const request = {
      source: "clawback",
      requestId: `${cause}:${debt.piece}:${account.account}`,
      transfers: clawback(userId, cents),
      referenceType: "CLAWBACK",
      referenceId: debt.topUpId,
      reason: debt.sourceId,
      actorId: "",
    };
    const answer = await answerTransfer(tx, request, ports.lowBelow);
    if (answer.outcome === "rejected") throw rejectionError(answer.code);
    const moved = { reserve: 0n, available: cents, debt: -cents, absorbed: 0n };
    await tx.insertClawbackEntry(debt.piece, account.account, cause, moved);
  }
}
