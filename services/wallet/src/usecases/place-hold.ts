import { formatAmount } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../domain/account.ts";
import { type Availability, availability } from "../domain/availability.ts";
import { isoDay } from "../domain/day.ts";
import { type Hold, type NewHold, place } from "../domain/hold.ts";
import { payoutChannel } from "../domain/payout-channel.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";
import type { Relay } from "../ports/relay.ts";
import { rejectionError } from "./post-transfer.ts";
import { type ReadAvailabilityPorts, readFacts } from "./read-availability.ts";
import { releaseDueLots } from "./release-lots.ts";

export interface PlaceHoldPorts extends ReadAvailabilityPorts {
  relay: Relay;
}

export interface PlaceHoldRequest {
  hold: NewHold;
  /** Of the withdrawal's payout; empty where it is not known yet. */
  channel: string;
}

/**
 * Holds an amount for a withdrawal, once by the hold's id. What has not matured is not there yet.
 * @throws payouts_not_available, insufficient_balance, idempotency_conflict
 */
export async function placeHold(ports: PlaceHoldPorts, request: PlaceHoldRequest): Promise<Hold> {
  const { hold, channel } = request;
  if (channel !== "" && payoutChannel(channel) === undefined)
    throw new MetercastError("payouts_not_available", "The books have no account for this payout channel.");
  const placed = await ports.ledger.transaction(async (tx) => {
    const [locked] = await tx.lockAccounts([hold]);
    const earlier = await tx.findHold(hold.id);
    const account = earlier ? locked : await withMatured(ports, tx, hold, locked);
    const now = place(hold, account, earlier);
    if (typeof now === "string") throw rejectionError(now);
    if (now === earlier) return now;
    await tx.writeBalances([now.account]);
    await tx.insertHold(now);
    return now;
  });
  ports.relay.wake();
  return placed;
}

/** The account after its due lots are released. @throws insufficient_balance for more than has matured */
async function withMatured(
  { clock, configuredTerms }: PlaceHoldPorts,
  tx: LedgerTransaction,
  hold: NewHold,
  locked: Account | undefined,
): Promise<Account | undefined> {
  if (!locked || hold.asset !== "USD") return locked;
  const nowMs = clock.now();
  const account = await releaseDueLots(tx, locked, nowMs);
  const matured = availability(await readFacts(tx, account, configuredTerms, nowMs), nowMs);
  if (matured.available < hold.amount) throw new MetercastError("insufficient_balance", notEnough(matured));
  return account;
}

/** "20.00 USD can be withdrawn now, and 13.20 USD more from 2026-12-08 on." */
function notEnough({ available, upcoming }: Availability): string {
  const now = `${formatAmount(available, "USD")} USD can be withdrawn now`;
  const [next] = upcoming;
  if (!next) return `${now}.`;
  const cents = upcoming
    .filter(({ availableOn }) => availableOn === next.availableOn)
    .reduce((sum, one) => sum + one.cents, 0n);
  return `${now}, and ${formatAmount(cents, "USD")} USD more from ${isoDay(next.availableOn)} on.`;
}
